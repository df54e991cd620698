// The arrows of ARCHITECTURE.md as rules, without an exception list.
const only = (name, from, to) => ({ name, severity: 'error', from: { path: from, pathNot: '\\.(spec|contract|fixture)\\.ts$|/fixtures/' }, to: { path: '^(libs|apps|tools|images|test)/', pathNot: to } });

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-orphan-import', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'contracts-zod-only', severity: 'error', from: { path: '^libs/contracts/src', pathNot: '\\.spec\\.ts$' }, to: { pathNot: '^libs/contracts/|node_modules/zod/' } },
    { name: 'domain-contracts-only', severity: 'error', from: { path: '^libs/domain/src', pathNot: '\\.spec\\.ts$' }, to: { pathNot: '^libs/(domain|contracts)/|node_modules/@noble/hashes/' } },
    only('bus-arrows', '^libs/bus/', '^libs/(bus|contracts|domain)/'),
    only('artifacts-arrows', '^libs/artifacts/', '^libs/(artifacts|contracts|domain)/'),
    only('git-arrows', '^libs/git/', '^libs/(git|contracts|domain)/'),
    only('github-arrows', '^libs/github/', '^libs/(github|contracts|domain)/'),
    only('read-model-arrows', '^libs/read-model/', '^libs/(read-model|contracts|domain)/'),
    only('platform-arrows', '^libs/platform/', '^libs/(platform|contracts|domain)/'),
    only('stage-runtime-arrows', '^libs/stage-runtime/', '^libs/(stage-runtime|bus|artifacts|platform|contracts|domain)/'),
    { name: 'apps-apart', severity: 'error', from: { path: '^apps/([^/]+)/' }, to: { path: '^apps/', pathNot: '^apps/$1/' } },
    { name: 'apps-see-libs-only', severity: 'error', from: { path: '^apps/', pathNot: '\\.(spec|contract|fixture)\\.ts$' }, to: { path: '^(tools|images|test)/' } },
    { name: 'cli-sees-contracts-and-domain', severity: 'error', from: { path: '^apps/cli/', pathNot: '\\.spec\\.ts$' }, to: { path: '^libs/', pathNot: '^libs/(contracts|domain)/' } },
    { name: 'console-sees-contracts-and-domain', severity: 'error', from: { path: '^apps/console/' }, to: { path: '^libs/', pathNot: '^libs/(contracts|domain)/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['specline-src', 'import', 'node', 'default'], exportsFields: ['exports'] },
  },
};
