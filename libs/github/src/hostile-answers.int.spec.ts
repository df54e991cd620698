// What GitHub, or whoever stands in its place, may answer: each is a failure of a known kind, after a bounded time.
import { createServer, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { StageFailure } from '#domain';
import { answered, githubError } from './github-failure';
import { createOctokit, largestAnswerBytes } from './octokit';

let server: Server;
let apiUrl: string;
let requests = 0;
let answer: (response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer((_request, response) => {
    requests += 1;
    answer(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => { requests = 0; });
afterAll(() => { server?.closeAllConnections(); server?.close(); });

const json = (status: number, body: string, headers: Record<string, string> = {}) => (response: ServerResponse): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
};
const call = { repository: 'acme/shop', doing: 'read it', needs: 'contents: read' };
const limited = '{"message":"You have exceeded a secondary rate limit"}';

async function failureOf(given: typeof answer) {
  answer = given;
  const octokit = createOctokit({ apiUrl, token: 'ghp_x', timeoutMilliseconds: 5000, secondMilliseconds: 20 });
  try {
    const { data } = await octokit.rest.repos.get({ owner: 'acme', repo: 'shop' });
    return answered(z.object({ full_name: z.string() }), data, call);
  } catch (error) {
    const failure = githubError(error, call);
    return failure instanceof StageFailure ? failure.failure : failure;
  }
}

test('an answer beyond the largest is refused, whatever it says', async () => {
  const ofBytes = (bytes: number): string => JSON.stringify({ full_name: 'acme/shop', more: Array.from({ length: bytes / 64 }, () => 'x'.repeat(61)) });
  expect(await failureOf(json(200, ofBytes(largestAnswerBytes / 4)))).toEqual({ full_name: 'acme/shop' });
  expect(await failureOf(json(200, ofBytes(largestAnswerBytes * 1.1)))).toMatchObject({ code: 'github.unavailable', retryable: true });
});

test.each<[string, typeof answer]>([
  ['a body that is no JSON', json(200, '{"full_name": "acme/')],
  ['a page for people', json(200, '<html>Please sign in</html>', { 'content-type': 'text/html' })],
  ['an answer that never ends', (response) => { response.writeHead(200, { 'content-type': 'application/json' }).write('{'); }],
  ['a connection that breaks', (response) => { response.destroy(); }],
  ['a status that nobody knows', json(599, '{}')],
])('%s means that GitHub is unavailable', async (...[, given]) => {
  expect(await failureOf(given)).toMatchObject({ code: 'github.unavailable', retryable: true });
}, 30_000);

test.each([['-1', 60], ['1000000000', 3600], ['soon', 60], ['0', 60]])('Retry-After: %s is waited for by nobody for long, and the stage tries again after %i s', async (header, seconds) => {
  const begun = performance.now();
  expect(await failureOf(json(403, limited, { 'retry-after': header, 'x-ratelimit-remaining': '1' }))).toMatchObject({ code: 'github.rate_limited', retryable: true, details: { retryAfterSeconds: seconds } });
  expect(requests).toBeLessThanOrEqual(3);
  expect(performance.now() - begun).toBeLessThan(20_000);
}, 60_000);
