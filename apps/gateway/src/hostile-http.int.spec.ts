// The API and its sockets against made-up requests, drawn from the API's own description: an answer or a problem, never a fault, and nothing stored by what was refused.
import fc from 'fast-check';
import WebSocket from 'ws';
import { eventsPath, runsPath, type RunView } from '#contracts';
import { fuzzRounds, fuzzTime } from '../../../test/fuzz-rounds';
import { openTestGateway, tokens, type TestGateway } from './gateway.fixture';
import { useGateway } from './test-servers.fixture';

interface Operation { parameters?: { name: string; in: string; schema?: { enum?: string[] } }[]; requestBody?: { content: Record<string, { schema: { $ref?: string } }> } }
interface Description { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, { properties?: Record<string, { enum?: unknown[] }> }> } }

const servers = useGateway();
const headers = { authorization: `Bearer ${tokens.operator}` };
const plenty = { capacity: 1e9, perSecond: 1e9 };
let gateway: TestGateway;
let run: RunView;
let description: Description;

beforeAll(async () => {
  gateway = await openTestGateway({ natsUrl: servers.nats.url, databaseUrl: servers.postgres.url, settings: { rates: { failures: plenty, mutations: plenty } } });
  run = (await gateway.server.inject({ method: 'POST', url: `/${runsPath}`, headers, payload: { repository: 'acme/web', featureKey: '001-hostile' } })).json<RunView>();
  description = (await gateway.server.inject('/api/openapi.json')).json<Description>();
}, 60_000);
afterAll(() => gateway?.close());

const stored = async (): Promise<number> => (await gateway.log.state()).lastSequence;
const inside = /node_modules|\bat \w+ \(|postgres:|select |TypeError/i;

const tenThousand = 'x'.repeat(10_000);
const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

test.each([['>'], ['*'], ['a.b'], ['a b'], ['%00'], ['run:*'], ['..%2f..'], ['\uff0e'], ['of 10 kB', tenThousand], ['0199aaaa-0000-7000-8000-00000000000g']])('the run id %s is nobody\'s, and stores nothing', async (name, id = name) => {
  const before = await stored();
  const url = `/${runsPath}/${id.includes('%') ? id : encodeURIComponent(id)}`;
  for (const answer of [await gateway.server.inject({ url, headers }), await gateway.server.inject({ method: 'POST', url: `${url}/cancel`, headers, payload: {} })]) {
    expect([400, 404, 414]).toContain(answer.statusCode);
    expect(answer.body).not.toMatch(inside);
  }
  expect(await stored()).toBe(before);
});

test.each([
  ['__proto__', '{"repository":"a/b","__proto__":{"dryRun":true}}'], ['constructor', '{"repository":"a/b","constructor":{"prototype":{"dryRun":true}}}'], ['HostConfig', '{"repository":"a/b","HostConfig":{"Privileged":true,"Binds":["/:/host"]}}'],
  ['image', '{"repository":"a/b","image":"evil.example/x"}'], ['network', '{"repository":"a/b","network":"host"}'], ['env', '{"repository":"a/b","env":{"GITHUB_TOKEN":"x"}}'], ['agent', '{"repository":"a/b","agent":"--privileged"}'],
  ['a hundred thousand lists', `{"repository":${deep}}`], ['repository twice', '{"repository":"a/b","repository":"c/d"}'],
])('a body with %s is answered 400, changes no prototype and stores nothing', async (_what, payload) => {
  const before = await stored();
  const answer = await gateway.server.inject({ method: 'POST', url: `/${runsPath}`, headers: { ...headers, 'content-type': 'application/json' }, payload });
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([400, expect.stringContaining('application/problem+json')]);
  expect(({} as Record<string, unknown>)['dryRun']).toBeUndefined();
  expect(await stored()).toBe(before);
});

const odd = fc.oneof(
  fc.constantFrom<unknown>('', '\0', '\ud800', "' or 1=1 --", '../../etc/passwd', '>', '*', '-1', '1e9', '999999999999999999999', 'NaN', '__proto__', '%', '{{', '\r\nx: y', '\u202e', 'x'.repeat(5000), -1, 1e308, null, true, [], {}, [[]], { toString: 1 }),
  fc.string({ unit: 'binary', maxLength: 40 }), fc.integer(), fc.jsonValue({ maxDepth: 2 }),
);
const good: Record<string, unknown> = { repository: 'acme/web', featureKey: '001-hostile', mode: 'resume_failed_task', limit: '5', owner: 'acme', name: 'web' };
const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value) ?? '');
/** As a client writes it that takes no care: lone surrogates cannot be written at all. */
const written = (value: unknown): string => encodeURIComponent(Buffer.from(asText(value)).toString());

/** Requests of one described call: each place holds what belongs there, something odd, or nothing. */
function requestsOf(path: string, method: string, { parameters = [], requestBody }: Operation) {
  const name = requestBody?.content['application/json']?.schema.$ref?.split('/').at(-1) ?? '';
  const fields = Object.entries(description.components.schemas[name]?.properties ?? {});
  const place = (key: string, choices: readonly unknown[] = []) => fc.oneof(fc.constantFrom(good[key] ?? 'x', ...choices), odd, fc.constant(undefined));
  const ids = fc.oneof(fc.constant(run.id), odd);
  return fc.record({
    segments: fc.array(ids, { minLength: 4, maxLength: 4 }),
    query: fc.record(Object.fromEntries(parameters.filter((one) => one.in === 'query').map((one) => [one.name, place(one.name, one.schema?.enum)]))),
    body: requestBody ? fc.oneof({ weight: 8, arbitrary: fc.record(Object.fromEntries(fields.map(([key, { enum: choices }]) => [key, place(key, choices)]))) }, { weight: 1, arbitrary: odd }) : fc.constant(undefined),
  }).map(({ segments, query, body }) => {
    let next = 0;
    const address = path.replace(/\{\w+\}/g, () => written(segments[next++]) || 'x');
    const search = Object.entries(query).filter(([, value]) => value !== undefined).map(([key, value]) => `${key}=${written(value)}`).join('&');
    return { method: method.toUpperCase() as 'GET' | 'POST' | 'PUT' | 'DELETE', url: search === '' ? address : `${address}?${search}`, body };
  });
}

test('whatever is asked of any call in the description, there is an answer or a problem, and what is refused stores nothing', async () => {
  const calls = Object.entries(description.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })))
    .filter(({ path }) => path.startsWith('/api/workflows/') && !path.endsWith('/events'));
  expect(calls.length).toBeGreaterThan(20);
  const seen = new Set<number>();
  await fc.assert(fc.asyncProperty(fc.constantFrom(...calls).chain(({ path, method, operation }) => requestsOf(path, method, operation)), async ({ method, url, body }) => {
    const before = await stored();
    const answer = await gateway.server.inject({ method, url, headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' }, ...(body === undefined ? {} : { payload: JSON.stringify(body) }) });
    seen.add(answer.statusCode);
    // 503 says that no other service is there to be asked.
    if (answer.statusCode >= 500) expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([503, expect.stringMatching(/^[a-z_]+\.[a-z_]+$/)]);
    if (answer.statusCode < 400) return;
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json<{ status: number }>().status).toBe(answer.statusCode);
    expect(answer.body).not.toMatch(inside);
    expect(await stored()).toBe(before);
  }), fuzzRounds(300));
  expect(seen).toContain(400);
}, fuzzTime);

test('whatever a reader says on its socket, the gateway goes on and nothing is stored', async () => {
  const frame = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.uint8Array({ maxLength: 200 }), fc.constantFrom('{"subscribe":"run:*"}', '{"type":"subscribe","subject":"run.>"}', '__proto__', '[', 'x'.repeat(5000)));
  const before = await stored();
  await fc.assert(fc.asyncProperty(fc.array(frame, { maxLength: 8 }), fc.constantFrom(`/${eventsPath}`, `/${runsPath}/${run.id}/events`), async (frames, path) => {
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}${path}`, { headers });
    const ended = new Promise<number>((resolve, reject) => { socket.on('close', resolve); socket.on('error', reject); });
    await new Promise((resolve, reject) => { socket.on('open', resolve); socket.on('error', reject); });
    for (const one of frames) socket.send(one);
    socket.close(1000);
    expect([1000, 1003, 1005, 1006, 1007, 1008, 1009]).toContain(await ended);
  }), fuzzRounds(40));
  expect(await stored()).toBe(before);
  expect((await gateway.server.inject({ url: `/${runsPath}/${run.id}`, headers })).json()).toMatchObject({ id: run.id });
}, fuzzTime);
