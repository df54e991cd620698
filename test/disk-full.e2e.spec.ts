// The disk of NATS fills up while runs are on their way: nothing accepted is lost, and with room again everything goes on.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fact, Readiness } from '#contracts';
import { runsPath } from '#contracts';
import { until } from '../tools/stack/until';
import { featureFiles, startInstallation, type Answer, type TestInstallation } from './installation.fixture';
import { observe, reached, serviceLogs, type Observation } from './observation.fixture';
import { SmallDisk } from '../tools/stack/small-disk';

const repository = 'acme/brim';
const [early, waiting, ...asked] = Array.from({ length: 12 }, (_, index) => `${String(index + 1).padStart(3, '0')}-drop`) as [string, string, ...string[]];

const obstacle = SmallDisk.obstacle();
if (obstacle) console.warn(`A full disk is not tested, since none can be mounted here: ${obstacle}`);

(obstacle ? describe.skip : describe)('the disk of NATS is full', () => {
  let disk: SmallDisk;
  let specline: TestInstallation;
  let observation: Observation;
  /** What the facts of the run that was over before were then. */
  let factsBefore: Fact[];
  let earlyRun: string;
  let waitingRun: string;
  /** While the disk was full: the runs that were accepted, and the first refusal with its feature. */
  let accepted: string[];
  let refused: Answer & { featureKey: string };
  /** What /readyz and the metrics said of it then, and afterwards. */
  let storing: Record<'full' | 'again', { code: string | undefined; gauge: string | undefined }>;
  const github = () => specline.sandbox!.github.control;
  const cloud = () => specline.sandbox!.cloud.control;
  const order = (featureKey: string): Promise<Answer> => specline.post(`/${runsPath}`, { repository, featureKey });

  beforeAll(async () => {
    disk = SmallDisk.mount(8);
    specline = await startInstallation({ repositories: [repository], natsStore: disk.path });
    observation = await observe(specline);
    await github().createRepository({ repository, files: featureFiles([early, waiting, ...asked]), message: 'Plan', collaborators: { 'specline-bot': 'write', 'specline-reader': 'read' } });
    earlyRun = (await specline.finish({ repository, featureKey: early })).id;
    factsBefore = await observation.factsOf(earlyRun);
    cloud().behave({ behaviour: { kind: 'slow' }, tasks: 1 });
    waitingRun = (await order(waiting)).body.id;
    await reached(specline, waitingRun, 'apply', ['running']);
    await whileFull();
    const nats = specline.stack.infrastructure.servers.nats!;
    // Room alone is not enough: the server writes again only after a restart.
    await nats.restart();
    await until('/readyz is well', async () => ((await specline.get('/readyz')).status === 200 ? true : undefined));
    storing.again = await whatIsSaidOfStoring();
  }, 300_000);
  afterAll(async () => {
    await observation?.close();
    await specline?.end();
    disk?.unmount();
  }, 60_000);

  async function whatIsSaidOfStoring() {
    const { prerequisites } = (await specline.get('/readyz')).body as unknown as Readiness;
    const metrics = await (await fetch(`${specline.url}/metrics`, { headers: { authorization: `Bearer ${specline.operator.token}` } })).text();
    return { code: prerequisites.find(({ name }) => name === 'storing of facts')?.code, gauge: /^specline_facts_not_stored (\d)/m.exec(metrics)?.[1] };
  }

  async function whileFull(): Promise<void> {
    disk.fill();
    accepted = [];
    for (const featureKey of asked) {
      const answer = await order(featureKey);
      if (answer.status === 202) accepted.push(answer.body.id);
      else refused ??= { ...answer, featureKey };
      if (refused) break;
    }
    storing = { full: await whatIsSaidOfStoring(), again: { code: undefined, gauge: undefined } };
    await cloud().release(cloud().tasks().find(({ marker }) => marker === `${waitingRun}/1`)!.id);
    const notTaken = (line: string): boolean => line.includes(waitingRun) && line.includes('the stream did not take the fact');
    await until('the runner could not say that apply is done', () => (serviceLogs(specline).split('\n').some(notTaken) ? true : undefined));
    disk.giveRoom();
  }

  it('a new run is refused with what to do, and NATS says in its log that it cannot write', () => {
    expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([503, 'bus.not_stored', expect.stringMatching(/^\d+$/)]);
    expect(refused.body.remediation).toMatch(/disk.*restart NATS/);
    expect(readFileSync(join(specline.stack.data.logs, 'nats.log'), 'utf8')).toMatch(/no space left on device/);
  });

  it('readiness and metrics say that nothing is stored, until NATS was started again', () => {
    expect(storing).toEqual({ full: { code: 'bus.not_stored', gauge: '1' }, again: { code: undefined, gauge: '0' } });
  });

  it('what was stored before is there afterwards, fact by fact', async () => {
    expect(factsBefore.at(-1)).toMatchObject({ stage: 'finalize', outcome: 'succeeded' });
    expect(await observation.factsOf(earlyRun)).toEqual(factsBefore);
  });

  it('the run that was on its way, and those that were accepted with the last room, reach their pull requests, each with one Codex task', async () => {
    const runs = await Promise.all([waitingRun, ...accepted].map((id) => specline.over(id)));
    expect(runs.map(({ status, failure }) => failure ?? status)).toEqual(runs.map(() => 'succeeded'));
    const { tasksByMarker } = cloud().effects();
    expect(tasksByMarker).toEqual(Object.fromEntries([earlyRun, waitingRun, ...accepted].map((id) => [`${id}/1`, 1])));
    expect((await github().effects()).counts[`${repository} pull_request_opened`]).toBe(runs.length + 1);
  });

  it('a run that was refused has left nothing, and is accepted when it is asked for again', async () => {
    expect(await specline.finish({ repository, featureKey: refused.featureKey })).toMatchObject({ status: 'succeeded' });
  });
});
