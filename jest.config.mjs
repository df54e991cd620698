// Three projects by file name: x.spec.ts (pure), x.int.spec.ts (real NATS and PostgreSQL), test/*.e2e.spec.ts (the whole stack).
const jsc = { target: 'es2022', transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false } };
const compile = (parser, transform = {}) => ['@swc/jest', { swcrc: false, module: { type: 'commonjs' }, sourceMaps: 'inline', jsc: { ...jsc, parser, transform: { ...jsc.transform, ...transform } } }];

const shared = {
  testEnvironment: 'node',
  rootDir: import.meta.dirname,
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/tools', '<rootDir>/images', '<rootDir>/test'],
  transform: {
    '^.+\\.ts$': compile({ syntax: 'typescript', decorators: true }),
    '^.+\\.tsx$': compile({ syntax: 'typescript', tsx: true }, { react: { runtime: 'automatic' } }),
    '^.+\\.m?js$': compile({ syntax: 'ecmascript' }),
  },
  // Nest 12 and several of its dependencies are ESM only: everything is compiled, no allow-list.
  transformIgnorePatterns: [],
  moduleNameMapper: { '\\.css$': '<rootDir>/apps/console/build/no-style.ts', '^(\\.{1,2}/.*)\\.js$': '$1' },
  testEnvironmentOptions: { customExportConditions: ['specline-src', 'node', 'node-addons'] },
};

export default {
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['**/*.spec.ts'], testPathIgnorePatterns: ['/node_modules/', '\\.int\\.spec\\.ts$', '\\.e2e\\.spec\\.ts$'] },
    { ...shared, displayName: 'int', testMatch: ['**/*.int.spec.ts'], setupFilesAfterEnv: ['<rootDir>/test/setup-int.ts'] },
    { ...shared, displayName: 'e2e', testMatch: ['<rootDir>/test/**/*.e2e.spec.ts'], setupFilesAfterEnv: ['<rootDir>/test/setup-e2e.ts'] },
  ],
};
