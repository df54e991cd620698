// Runs that wait cost next to nothing: few calls to Codex Cloud, no process between them.
import { runsPath } from '#contracts';
import { until } from '../tools/stack/until';
import { featureFiles, startInstallation, type TestInstallation } from './installation.fixture';
import { childrenOf, processorTimeOf } from './observation.fixture';

const repository = 'acme/patience';
const features = Array.from({ length: 40 }, (_, index) => `${String(index + 1).padStart(3, '0')}-wait`);
const pollSeconds = 5;
const observedSeconds = 30;
/** The CLI shows so many tasks with one call. */
const pageSize = 20;

describe('forty runs wait for Codex', () => {
  let specline: TestInstallation;
  const cloud = () => specline.sandbox!.cloud.control;

  beforeAll(async () => {
    specline = await startInstallation({ repositories: [repository], settings: { SPECLINE_CODEX_POLL_SECONDS: String(pollSeconds) } });
    await specline.sandbox!.github.control.createRepository({ repository, files: featureFiles(features), message: 'Plan', collaborators: { 'specline-bot': 'write', 'specline-reader': 'read' } });
    cloud().behave({ behaviour: { kind: 'never' } });
    const accepted = await Promise.all(features.map((featureKey) => specline.post(`/${runsPath}`, { repository, featureKey })));
    expect(accepted.filter(({ status }) => status !== 202)).toEqual([]);
    await until('all have their task and wait', async () => {
      const { body } = await specline.get(`/${runsPath}?limit=100`) as unknown as { body: { items: { phase: string }[] } };
      return body.items.every(({ phase }) => phase === 'apply') ? true : undefined;
    }, 240_000, 500);
  }, 360_000);
  afterAll(() => specline?.end(), 60_000);

  it('asks at most once per twenty tasks and interval, and no process lives between the calls', async () => {
    const pid = specline.stack.services.named('codex-runner')[0]!.pid!;
    const before = { list: cloud().effects().calls.list, detail: cloud().effects().calls.detail, processorTime: processorTimeOf(pid) };
    const since = performance.now();
    const children: number[] = [];
    await until('the time is over', () => {
      children.push(childrenOf(pid).length);
      return performance.now() - since > observedSeconds * 1000 ? true : undefined;
    }, (observedSeconds + 5) * 1000, 250);
    const seconds = (performance.now() - since) / 1000;
    const { list, detail } = cloud().effects().calls;
    const idle = children.filter((count) => count === 0).length / children.length;
    const told = {
      measurement: 'waiting runs', runs: features.length, seconds: Math.round(seconds), lists: list - before.list, details: detail - before.detail,
      processorMsPerMinute: Math.round((processorTimeOf(pid) - before.processorTime) * 60 / seconds), idleShare: Number(idle.toFixed(2)),
    };
    process.stdout.write(`${JSON.stringify(told)}\n`);
    // One interval may have begun before and one may end after the time that is looked at.
    expect(told.lists).toBeGreaterThan(0);
    expect(told.lists).toBeLessThanOrEqual((Math.ceil(seconds / pollSeconds) + 1) * features.length / pageSize);
    expect(told.details).toBe(0);
    // One process at most, and only while a call is under way.
    expect(Math.max(...children)).toBeLessThanOrEqual(1);
    expect(idle).toBeGreaterThan(0);
    expect(Object.values(cloud().effects().tasksByMarker)).toEqual(features.map(() => 1));
  });
});
