import { Redactor } from '../redaction/redactor';
import { blockedStages, PrerequisiteRegistry, type Check } from './prerequisites';

let time = 0;
const registryOf = (...checks: (Partial<Check> & Pick<Check, 'check'>)[]): PrerequisiteRegistry => {
  const registry = new PrerequisiteRegistry('codex-runner', 'codex-runner@host:1', new Redactor(['canary-secret']), () => time);
  for (const check of checks) registry.register({ name: 'codex login', blocking: true, stages: ['submit'], ttlMs: 1000, ...check });
  return registry;
};
const fine = async () => ({ ok: true, detail: 'fine' });

beforeEach(() => { time = 0; });

it('a service is ready when nothing that blocks is missing', async () => {
  const missing = async () => ({ ok: false, detail: 'no token', remediation: 'set GH_TOKEN', code: 'credential.github_missing' });
  expect(await registryOf().readiness()).toEqual({ service: 'codex-runner', worker: 'codex-runner@host:1', ok: true, prerequisites: [], versions: { specline: expect.stringMatching(/^\d+\.\d+\.\d+/), node: process.versions.node } });
  expect(await registryOf({ check: fine }, { name: 'docker', blocking: false, check: missing }).readiness()).toMatchObject({ ok: true, prerequisites: [{ name: 'codex login', ok: true }, { name: 'docker', ok: false }] });
  const readiness = await registryOf({ check: fine }, { name: 'github', stages: ['publish', 'finalize'], check: missing }, { name: 'docker', blocking: false, check: missing }).readiness();
  expect(readiness.ok).toBe(false);
  expect(readiness.prerequisites[1]).toEqual({ name: 'github', blocking: true, stages: ['publish', 'finalize'], ok: false, detail: 'no token', remediation: 'set GH_TOKEN', code: 'credential.github_missing', checkedAt: expect.stringMatching(/Z$/) });
  expect([...blockedStages(readiness)]).toEqual(['publish', 'finalize']);
});

it('what only some installations need blocks its stages when it is missing, and leaves the service ready', async () => {
  const readiness = await registryOf({ check: fine }, { name: 'Docker', optional: true, stages: ['specify'], check: async () => ({ ok: false, detail: 'no engine' }) }).readiness();
  expect(readiness).toMatchObject({ ok: true, prerequisites: [{ ok: true }, { name: 'Docker', ok: false, blocking: true, optional: true }] });
  expect([...blockedStages(readiness)]).toEqual(['specify']);
});

it('a finding is good for its time and asked for once, however many want it', async () => {
  let asked = 0;
  const registry = registryOf({ check: async () => ({ ok: true, detail: `asked ${++asked}` }) });
  const details = async (): Promise<string | undefined> => (await registry.readiness()).prerequisites[0]?.detail;
  expect(await Promise.all([details(), details()])).toEqual(['asked 1', 'asked 1']);
  time = 999;
  expect(await details()).toBe('asked 1');
  time = 1000;
  expect(await details()).toBe('asked 2');
  registry.forget('codex login');
  expect(await details()).toBe('asked 3');
});

it('what is missing is asked for again after ten seconds, however long a good finding lasts', async () => {
  let asked = 0;
  const registry = registryOf({ ttlMs: 600_000, check: async () => ({ ok: ++asked > 1, detail: `asked ${asked}` }) });
  const oks = async (at: number): Promise<boolean> => { time = at; return (await registry.readiness()).ok; };
  expect([await oks(0), await oks(9_999), await oks(10_000), await oks(600_000)]).toEqual([false, false, true, true]);
});

it('a check that throws is a missing prerequisite, told without secrets', async () => {
  const { prerequisites } = await registryOf({ check: () => Promise.reject(new Error('refused canary-secret')) }).readiness();
  expect(prerequisites[0]).toMatchObject({ ok: false, code: 'prerequisite.check_failed', detail: 'refused [redacted]', remediation: expect.any(String) });
});

it('a check that does not answer is told to stop and counts as missing, and is asked again later', async () => {
  const signals: AbortSignal[] = [];
  const registry = registryOf({ timeLimitMs: 5, check: (signal) => { signals.push(signal); return new Promise(() => undefined); } });
  expect((await registry.readiness()).prerequisites[0]).toMatchObject({ ok: false, code: 'prerequisite.no_answer', detail: 'no answer within 5 ms' });
  time = 2000;
  await registry.readiness();
  expect(signals.map((signal) => signal.aborted)).toEqual([true, true]);
});

it('a name can be registered once', () => {
  expect(() => registryOf({ check: fine }, { check: fine })).toThrow('the prerequisite codex login is registered twice');
});

it('what a check measured and which program it asked is told', async () => {
  const registry = registryOf({ check: async () => ({ ok: true, detail: 'fine', details: { ageDays: 3 }, versions: { codex: '0.1.0' } }) });
  expect(await registry.readiness()).toMatchObject({ prerequisites: [{ details: { ageDays: 3 } }], versions: { codex: '0.1.0' } });
});
