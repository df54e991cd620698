// One attempt against receivers that behave badly.
import { Redactor } from '#platform';
import { WebhookPost, type PostOptions } from './webhook-post';
import { Receiver, secretOf } from './receiver.fixture';

const secret = secretOf(1);
let receiver: Receiver;
let posts: WebhookPost[];

beforeEach(async () => {
  posts = [];
  receiver = await Receiver.start();
});
afterEach(async () => {
  await Promise.all(posts.map((post) => post.close()));
  await receiver.close();
});

function send(options: Partial<PostOptions> = {}, url = `http://127.0.0.1:${receiver.port}/hook`) {
  const proxy = { httpProxy: undefined, httpsProxy: undefined, noProxy: undefined };
  const post = new WebhookPost({ timeLimitMilliseconds: 50_000, privateAddresses: true, proxy, ...options }, new Redactor([secret]));
  posts.push(post);
  return post.send({ url, secrets: [secret] }, { id: 'id-1', body: '{}' });
}

test('2xx is success, whatever the body', async () => {
  receiver.answer = (_request, response) => { response.writeHead(202).end('x'.repeat(1_000_000)); };
  expect(await send()).toMatchObject({ status: 202, error: null, isFinal: false });
});

test('any other answer is told with its beginning, in one line and without secrets', async () => {
  receiver.answer = (_request, response) => { response.writeHead(500).end(`no\n\u001b[31m\u0000 ${secret} ${'x'.repeat(5000)}`); };
  const { status, error } = await send();
  expect(status).toBe(500);
  expect(error).toMatch(/^answered 500: no \[31m \[redacted\] x+$/);
  expect(error?.length).toBeLessThanOrEqual(300);
});

test('a redirect is not followed', async () => {
  receiver.answer = (_request, response) => { response.writeHead(307, { location: `http://127.0.0.1:${receiver.port}/other` }).end(); };
  expect(await send()).toMatchObject({ status: 307, error: 'answered 307: redirects are not followed' });
  expect(receiver.received.map(({ path }) => path)).toEqual(['/hook']);
});

test('410 wants no further attempt', async () => {
  receiver.refuse(410);
  expect(await send()).toMatchObject({ status: 410, isFinal: true });
});

test('a receiver that is silent is waited for no longer than the limit', async () => {
  receiver.answer = () => undefined;
  const { status, error, durationMs } = await send({ timeLimitMilliseconds: 200 });
  expect([status, error]).toEqual([null, 'no answer within 200 ms']);
  expect(durationMs).toBeLessThan(20_000);
});

test.each([200, 500])('an answer %s that never ends is read no further than its beginning', async (status) => {
  receiver.answer = (_request, response) => {
    response.writeHead(status);
    const writing = setInterval(() => response.write('x'.repeat(10_000)), 5);
    response.on('close', () => clearInterval(writing));
  };
  const answer = await send();
  expect(answer.status).toBe(status);
  expect(answer.durationMs).toBeLessThan(20_000);
});

test('an answer that stalls counts by its status', async () => {
  receiver.answer = (_request, response) => { response.writeHead(200).write('x'); };
  expect(await send({ timeLimitMilliseconds: 200 })).toMatchObject({ status: 200, error: null });
});

test('nobody there is told as it is', async () => {
  const { port } = receiver;
  await receiver.close();
  expect(await send({}, `http://127.0.0.1:${port}/`)).toMatchObject({ status: null, error: expect.stringContaining('ECONNREFUSED') });
});

test.each(['127.0.0.1', 'localhost'])('%s is not connected to unless private addresses are allowed', async (host) => {
  expect(await send({ privateAddresses: false }, `http://${host}:${receiver.port}/`)).toMatchObject({ status: null, error: expect.stringContaining('not public') });
  expect(receiver.received).toEqual([]);
});

test('through a proxy, where one is configured', async () => {
  const asked: string[] = [];
  const { createServer } = await import('node:http');
  const proxy = createServer().on('connect', (request, socket) => { asked.push(request.url ?? ''); socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'); });
  await new Promise<void>((resolve) => { proxy.listen(0, '127.0.0.1', resolve); });
  const { port } = proxy.address() as { port: number };
  const answer = await send({ privateAddresses: false, proxy: { httpProxy: undefined, httpsProxy: `http://127.0.0.1:${port}`, noProxy: undefined } }, 'https://chat.example/hook');
  proxy.close();
  expect(asked).toEqual(['chat.example:443']);
  expect(answer).toMatchObject({ status: null, error: expect.stringContaining('403') });
});
