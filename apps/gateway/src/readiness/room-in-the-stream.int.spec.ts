// The stream of facts fills up: new runs are refused before it is full, runs on their way have what is left, and room that is made is used at once.
import { jetstreamManager } from '@nats-io/jetstream';
import { StreamFull, defaultStreamSettings, ensureStreams } from '#bus';
import { healthPath, runsPath, type Health, type Readiness, type RunView } from '#contracts';
import { until } from '../../../../tools/stack/until';
import { tokens } from '../gateway.fixture';
import { answer } from '../stage-facts.fixture';
import { useGateway } from '../test-servers.fixture';
import { fullAt } from './admission';

const small = 1024 * 1024;
const servers = useGateway();
const headers = { authorization: `Bearer ${tokens.operator}` };
let features = 0;

async function limit(runMaxBytes: number): Promise<void> {
  await ensureStreams(await jetstreamManager(servers.gateway.connection), { ...defaultStreamSettings, runMaxBytes });
}
const post = (change: object = {}) => servers.gateway.server.inject({ method: 'POST', url: `/${runsPath}`, headers, payload: { repository: 'acme/web', featureKey: `f-${++features}`, ...change } });
const fullness = async (): Promise<number> => (await servers.gateway.log.state()).fullness;
const readiness = async (): Promise<Readiness> => (await servers.gateway.server.inject({ url: '/readyz' })).json<Readiness>();

test('runs are accepted up to the mark, then refused, while one on its way comes to its end; with room again new ones are accepted', async () => {
  await limit(small);
  const { id } = (await post()).json<RunView>();
  while (await fullness() < fullAt) expect((await post({ notes: 'n'.repeat(2000) })).statusCode).toBe(202);
  // The gateway looks now and then; until it has, what is kept for runs on their way is touched.
  const refused = await until('new runs are refused', async () => {
    const answered = await post();
    return answered.statusCode === 503 ? answered : undefined;
  }, 30_000, 500);
  expect(refused.json()).toMatchObject({ code: 'stream.full', remediation: expect.stringContaining('SPECLINE_RUN_MAX_BYTES') });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(await fullness()).toBeLessThan(0.95);

  await answer(servers.gateway.log, id, { stage: 'discover', state: 'succeeded', next: 'submit' });
  const last = await answer(servers.gateway.log, id, { stage: 'finalize', state: 'succeeded', next: 'none', outcome: 'succeeded' });
  const over = await until('the end is shown', async () => {
    const run = (await servers.gateway.server.inject({ url: `/${runsPath}/${id}`, headers })).json<RunView>();
    return run.lastSequence === last.sequence ? run : undefined;
  });
  expect(over.status).toBe('succeeded');
  const room = await until('readiness has looked', async () => (await readiness()).prerequisites.find(({ name, ok }) => name === 'room in the stream' && !ok));
  expect(room).toMatchObject({ code: 'stream.full', detail: expect.stringMatching(/RUN is 8\d % full/) });
  expect((await servers.gateway.server.inject({ url: `/${healthPath}`, headers })).json<Health>().stream).toMatchObject({ maxBytes: small, fullness: await fullness() });

  await limit(4 * small);
  expect((await until('new runs are accepted', async () => {
    const answered = await post();
    return answered.statusCode === 202 ? answered : undefined;
  }, 30_000, 500)).json<RunView>().status).toBe('pending');
}, 120_000);

test('at its very end the stream refuses instead of forgetting, and what could not be said is said once there is room', async () => {
  const { bytes, firstSequence } = await servers.gateway.log.state();
  const { id } = (await post()).json<RunView>();
  await limit(bytes + 10_000);
  const fill = async (): Promise<void> => { for (;;) await answer(servers.gateway.log, id, { stage: 'apply', state: 'intended', next: 'none', notes: 'n'.repeat(1500) }); };
  await expect(fill()).rejects.toBeInstanceOf(StreamFull);
  expect((await servers.gateway.server.inject({ method: 'POST', url: `/${runsPath}/${id}/cancel`, headers })).json()).toMatchObject({ status: 503, code: 'stream.full' });
  expect((await servers.gateway.log.state()).firstSequence).toBe(firstSequence);
  await limit(8 * small);
  expect((await servers.gateway.server.inject({ method: 'POST', url: `/${runsPath}/${id}/cancel`, headers })).statusCode).toBe(202);
}, 60_000);
