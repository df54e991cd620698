// An administrator drains the installation while runs are on their way: what is at its agent comes to its end, nothing else begins, and nothing is lost when the drain ends.
import { randomUUID } from 'node:crypto';
import { drainPath, drainingCode, healthPath, runsPath, type Health } from '#contracts';
import { until } from '../tools/stack/until';
import { featureFiles, startInstallation, type TestInstallation } from './installation.fixture';
import { killAndAwait, observe, reached, type Observation } from './observation.fixture';

const repository = 'acme/lock';
const [atItsAgent, onItsWay, tooLate] = ['001-at-its-agent', '002-on-its-way', '003-too-late'] as const;
const key = randomUUID();

describe('the installation is drained', () => {
  let specline: TestInstallation;
  let observation: Observation;
  let working: string;
  let waiting: string;
  const github = () => specline.sandbox!.github.control;
  const cloud = () => specline.sandbox!.cloud.control;
  const told = async (id: string): Promise<string[]> => (await observation.factsOf(id)).map(({ stage, state }) => `${stage}.${state}`);
  const order = (featureKey: string, headers: Record<string, string> = {}) => specline.post(`/${runsPath}`, { repository, featureKey }, headers);
  const drain = async (method: 'PUT' | 'DELETE', body?: object): Promise<void> => {
    const answer = await fetch(`${specline.url}/${drainPath}`, {
      method, headers: { authorization: `Bearer ${specline.operator.token}`, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}),
    });
    expect([method, answer.status]).toEqual([method, 200]);
  };
  /** The runner that is at work now, not one that was. */
  const runnerHolds = () => until('the runner begins nothing', async () => {
    const { pid } = specline.stack.services.named('codex-runner')[0]!;
    const { checks } = (await specline.get(`/${healthPath}`)).body as unknown as Health;
    return checks.some(({ worker, code }) => worker?.startsWith('codex-runner@') && worker.endsWith(`:${pid}`) && code === drainingCode) || undefined;
  });

  beforeAll(async () => {
    specline = await startInstallation({ repositories: [repository] });
    observation = await observe(specline);
    await github().createRepository({ repository, files: featureFiles([atItsAgent, onItsWay, tooLate]), message: 'Plan', collaborators: { 'specline-bot': 'write', 'specline-reader': 'read' } });
  }, 120_000);
  afterAll(async () => {
    await observation?.close();
    await specline?.end();
  }, 60_000);

  it('a run at its agent comes to its pull request, one that was accepted before waits, and a new one is refused', async () => {
    cloud().behave({ behaviour: { kind: 'slow' }, tasks: 1 });
    working = (await order(atItsAgent)).body.id;
    await reached(specline, working, 'apply', ['running']);
    const discovery = specline.stack.services.named('discovery')[0]!.pid!;
    process.kill(discovery, 'SIGSTOP');
    waiting = (await order(onItsWay)).body.id;
    await drain('PUT', { reason: 'update' });
    await runnerHolds();
    process.kill(discovery, 'SIGCONT');

    const refused = await order(tooLate, { 'idempotency-key': key });
    expect([refused.status, refused.body.code, Number(refused.headers.get('retry-after')) > 0]).toEqual([503, drainingCode, true]);
    await cloud().release(cloud().tasks()[0]!.id);
    expect((await specline.over(working)).status).toBe('succeeded');
    expect(await github().pullRequests({ repository })).toHaveLength(1);
    const found = await until('the other is discovered', async () => { const facts = await told(waiting); return facts.length > 1 ? facts : undefined; });
    expect(found).toEqual(['run.requested', 'discover.succeeded']);
  });

  it('a runner that is killed meanwhile begins nothing either', async () => {
    await killAndAwait(specline, 'codex-runner');
    await runnerHolds();
    expect([await told(waiting), cloud().tasks().length]).toEqual([['run.requested', 'discover.succeeded'], 1]);
  });

  it('when the drain ends the run goes on by itself, and the request that was refused is accepted', async () => {
    await drain('DELETE');
    expect((await specline.over(waiting)).status).toBe('succeeded');
    const accepted = await until('the refused request is accepted', async () => {
      const answer = await order(tooLate, { 'idempotency-key': key });
      return answer.status === 202 ? answer.body : undefined;
    });
    expect((await specline.over(accepted.id)).status).toBe('succeeded');
    expect(cloud().tasks().map(({ marker }) => marker).toSorted()).toEqual([working, waiting, accepted.id].map((id) => `${id}/1`).toSorted());
  });
});
