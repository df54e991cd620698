// What the emulator refuses, as the real service does or should.
import { EmbeddingEmulator } from './embedding-emulator';

let emulator: EmbeddingEmulator;
beforeAll(async () => { emulator = await EmbeddingEmulator.start({ key: 'right' }); });
afterAll(() => emulator.close());

const text = (content: string) => ({ model: 'models/gemini-embedding-001', content: { parts: [{ text: content }] }, taskType: 'RETRIEVAL_QUERY', outputDimensionality: 768 });
interface Call { requests?: unknown[]; key?: string | null; path?: string; method?: string }
async function call({ requests = [text('cart')], key = 'right', path = '/v1beta/models/gemini-embedding-001:batchEmbedContents', method = 'POST' }: Call = {}) {
  const headers = { 'content-type': 'application/json', ...(key === null ? {} : { 'x-goog-api-key': key }) };
  const answer = await fetch(`${emulator.url}${path}`, { method, headers, ...(method === 'POST' ? { body: JSON.stringify({ requests }) } : {}) });
  const body = await answer.json() as { embeddings?: { values: number[] }[]; error?: { code: number; message: string; details: { reason?: string; retryDelay?: string }[] } };
  return { status: answer.status, ...body };
}

it('gives a vector of the wanted length for each text, the nearer the more words they share', async () => {
  const { status, embeddings = [] } = await call({ requests: [text('a cart of items'), text('a cart'), text('the mail')] });
  const [whole = [], part = [], other = []] = embeddings.map(({ values }) => values);
  const product = (one: number[]) => one.reduce((sum, value, index) => sum + value * (whole[index] ?? 0), 0);
  expect([status, whole.length]).toEqual([200, 768]);
  expect(product(part)).toBeGreaterThan(product(other));
});

const path = '/v1beta/models/gemini-embedding-001:batchEmbedContents';
it.each<[string, Call, number, RegExp]>([
  ['no key', { key: null }, 403, /unregistered callers/],
  ['a wrong key', { key: 'wrong' }, 400, /API key not valid/],
  ['a key in the address', { path: `${path}?key=right` }, 400, /address/],
  ['another model', { path: '/v1beta/models/other:batchEmbedContents' }, 404, /not found/],
  ['another call', { path: '/v1beta/models/gemini-embedding-001:embedContent' }, 404, /not found/],
  ['another method', { method: 'GET' }, 404, /not found/],
  ['more than a hundred texts', { requests: Array.from({ length: 101 }, () => text('x')) }, 400, /at most 100 requests/],
  ['no text', { requests: [] }, 400, /payload/],
  ['an empty text', { requests: [text('')] }, 400, /text/],
  ['a text of more tokens than the model reads', { requests: [text('word '.repeat(2100))] }, 400, /2048/],
  ['a field it does not know', { requests: [{ ...text('x'), tasktype: 'x' }] }, 400, /tasktype/],
  ['a model that is not that of the address', { requests: [{ ...text('x'), model: 'models/other' }] }, 400, /model/],
])('refuses %s', async (_what, given, status, message) => {
  expect(await call(given)).toMatchObject({ status, error: { code: status, message: expect.stringMatching(message) } });
});

it('counts each text towards the quota, and says when to come again', async () => {
  emulator.quota = 3;
  expect((await call({ requests: [text('a'), text('b')] })).status).toBe(200);
  expect(await call({ requests: [text('a'), text('b')] })).toMatchObject({ status: 429, error: { details: [{ retryDelay: '34s' }] } });
  expect((await call()).status).toBe(200);
});
