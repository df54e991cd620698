// The world as it is: real services with real git and the real Codex CLI, in front of the emulated GitHub and Codex Cloud. Few runs a minute, since every call of the CLI takes a second and a half.
import { randomBytes } from 'node:crypto';
import type { CodexCloudControl } from '../../sandbox/codex-cloud/codex-cloud-control';
import type { Fault as CloudFault } from '../../sandbox/codex-cloud/faults';
import type { GithubControl } from '../../sandbox/github/control';
import type { NewFault as GithubFault } from '../../sandbox/github/faults';
import type { Random } from '../random';
import type { EffectsOfRun, Ordered, World } from '../world';
import type { Installation } from '../../stack/installation';

const repository = 'chaos/fleet';
const logins = { write: 'specline-bot', read: 'specline-reader' } as const;

/** What GitHub does when it is unwell; each once or twice. */
const githubTroubles: readonly [GithubFault, ...GithubFault[]] = [
  { match: { path: '/repos/' }, status: 500, times: 2 },
  { match: { method: 'POST', path: '/pulls$' }, after: true, status: 502 },
  { match: { method: 'POST', path: '/pulls$' }, after: true, dropConnection: true },
  { match: { method: 'POST', path: '/pulls$' }, status: 422, body: { message: 'Validation Failed' } },
  { match: { path: '/repos/' }, status: 403, headers: { 'retry-after': '1' }, body: { message: 'You have exceeded a secondary rate limit.' } },
  { match: { path: '/repos/' }, delayMs: 8000, times: 2 },
  { match: { path: 'git-receive-pack' }, after: true, dropConnection: true },
  { match: { path: 'git-upload-pack' }, dropConnection: true },
];

/** Ten times what a call usually takes (ms). */
const slowCall = 2000;

/** The same for Codex Cloud. */
const codexTroubles: readonly [CloudFault, ...CloudFault[]] = [
  { call: 'create', when: 'after', effect: { kind: 'status', status: 502 }, calls: 1 },
  { call: 'create', when: 'after', effect: { kind: 'drop' }, calls: 1 },
  { call: 'create', when: 'before', effect: { kind: 'status', status: 500 }, calls: 1 },
  { call: 'create', when: 'after', effect: { kind: 'hang' }, calls: 1 },
  { call: 'any', when: 'before', effect: { kind: 'delay', ms: slowCall }, calls: 5 },
  { call: 'list', when: 'before', effect: { kind: 'status', status: 503 }, calls: 1 },
  { call: 'detail', when: 'before', effect: { kind: 'drop' }, calls: 1 },
];
/** Below the settle time, as the service's own must be. */
const listingLag = 1200;

export function sandboxedWorld(): World {
  let control: { github: GithubControl; cloud: CodexCloudControl } | undefined;
  const controls = (): NonNullable<typeof control> => control ?? (() => { throw new Error('the world is used before it is prepared'); })();
  const token = (login: string) => ({ kind: 'classic' as const, value: `ghp_${randomBytes(18).toString('hex')}`, login, scopes: ['repo'] });
  return {
    name: 'real',
    repository,
    runsPerSecond: 0.5,
    options: { sandbox: { repositories: [repository], cloud: { latencyMs: 200, listingLagMs: 300 }, tokens: { write: token(logins.write), read: token(logins.read) } } },
    prepare: async (installation, features) => {
      control = controlsOf(installation);
      const known = (await control.github.repositories()).some((one) => one.repository === repository);
      if (!known) await control.github.createRepository({ repository, files: { 'README.md': '# Fleet\n' }, message: 'Begin', collaborators: { [logins.write]: 'write', [logins.read]: 'read' } });
      if (features.length > 0) await control.github.commit({ repository, files: Object.fromEntries(features.map(tasksOf)), message: 'Plan' });
    },
    effects: () => effectsAt(controls()),
    trouble: async (part, random, signal) => {
      const { github, cloud } = controls();
      if (part === 'github') await github.addFault(random.pick(githubTroubles));
      else codexTrouble(cloud, random);
      signal.addEventListener('abort', () => void calm(controls()), { once: true });
    },
    close: async () => undefined,
  };
}

function controlsOf({ sandbox }: Installation) {
  if (!sandbox) throw new Error('the installation has no emulators');
  return { github: sandbox.github.control, cloud: sandbox.cloud.control };
}

function codexTrouble(cloud: CodexCloudControl, random: Random): void {
  cloud.fail(random.pick(codexTroubles));
  cloud.set({ listingLagMs: Math.round(random.between(0, listingLag)) });
}

async function calm({ github, cloud }: ReturnType<typeof controlsOf>): Promise<void> {
  await github.clearFaults();
  cloud.forgetFaults();
  cloud.set({ listingLagMs: 300 });
}

async function effectsAt({ github, cloud }: ReturnType<typeof controlsOf>): Promise<(run: Ordered) => EffectsOfRun> {
  const { tasksByMarker } = cloud.effects();
  const branches = Object.keys(await github.branches({ repository }));
  const heads = (await github.pullRequests({ repository })).map(({ head }) => head.branch);
  return ({ id, featureKey }) => {
    const ofRun = (branch: string): boolean => branch.startsWith(`specline/${featureKey}/`);
    return {
      tasks: Math.max(0, ...Object.entries(tasksByMarker).flatMap(([marker, count]) => (marker.startsWith(`${id}/`) ? [count] : []))),
      branches: branches.filter(ofRun).length, pullRequests: heads.filter(ofRun).length,
    };
  };
}

function tasksOf(featureKey: string): [path: string, text: string] {
  return [`specs/${featureKey}/tasks.md`, `# Tasks: ${featureKey}\n\n## Phase 1: Setup\n\n- [ ] T001 Create the module in src/${featureKey}/setup.ts\n- [ ] T002 Describe it in docs/${featureKey}.md\n`];
}
