import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createOctokit, type GithubOptions } from './octokit';

let server: Server;
let apiUrl: string;
let times: number[];

beforeAll(async () => {
  server = createServer((_request, response) => {
    times.push(performance.now());
    response.setHeader('content-type', 'application/json').end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => { times = []; });
afterAll(() => { server?.closeAllConnections(); server?.close(); });

const issue = { owner: 'acme', repo: 'shop', issue_number: 1 };
/** Milliseconds between two writes by two clients of one pace, whose connections are open. */
async function distance(options: Pick<GithubOptions, 'secondMilliseconds'>, write: (octokit: ReturnType<typeof createOctokit>) => Promise<unknown>): Promise<number> {
  const pace = randomUUID();
  const clients = [0, 1].map(() => createOctokit({ apiUrl, pace, ...options }));
  await Promise.all(clients.map((octokit) => octokit.rest.rateLimit.get()));
  times = [];
  await Promise.all(clients.map(write));
  return times[1]! - times[0]!;
}

test('writes keep GitHub\'s second between them, also those of two clients', async () => {
  expect(await distance({}, (octokit) => octokit.rest.issues.addLabels({ ...issue, labels: [] }))).toBeGreaterThan(700);
});

test('writes that tell people keep three seconds, whatever a second lasts', async () => {
  expect(await distance({ secondMilliseconds: 300 }, (octokit) => octokit.rest.issues.createComment({ ...issue, body: 'x' }))).toBeGreaterThan(600);
});
