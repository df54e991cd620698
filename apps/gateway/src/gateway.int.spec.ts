// The gateway from outside, on a real NATS and PostgreSQL.
import WebSocket from 'ws';
import { runsPath } from '#contracts';
import { migrate } from '#read-model';
import { startNats, startPostgres, type TestNats, type TestServer } from '../../../tools/stack/test-infrastructure';
import { openTestGateway, tokens, type TestGateway } from './gateway.fixture';

let nats: TestNats;
let postgres: TestServer;
let gateway: TestGateway;

beforeAll(async () => {
  [nats, postgres] = await Promise.all([startNats(), startPostgres()]);
  await migrate(postgres.url);
  gateway = await openTestGateway({ natsUrl: nats.url, databaseUrl: postgres.url });
}, 60_000);
afterAll(async () => {
  await gateway?.close();
  await Promise.all([nats?.dispose(), postgres?.dispose()]);
});

const headers = { authorization: `Bearer ${tokens.operator}` };

test('a run that was asked for is shown, listed and told at once', async () => {
  const accepted = await gateway.server.inject({ method: 'POST', url: `/${runsPath}`, headers, payload: { repository: 'acme/web', featureKey: '003-cart' } });
  expect(accepted.statusCode).toBe(202);
  const { id } = accepted.json<{ id: string }>();
  expect((await gateway.server.inject({ url: `/${runsPath}/${id}?includeTasks=true`, headers })).json()).toMatchObject({ id, status: 'pending', tasks: [{ taskName: 'discover' }] });
  expect((await gateway.server.inject({ url: `/${runsPath}`, headers })).json()).toMatchObject({ items: [{ id }] });
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/${runsPath}/${id}/events`, { headers });
  const frame = await new Promise<string>((resolve, reject) => {
    socket.on('message', (data: Buffer) => resolve(data.toString()));
    socket.on('error', reject);
  });
  expect(JSON.parse(frame)).toMatchObject({ fact: { runId: id, state: 'requested' } });
  socket.close();
}, 30_000);
