import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cutDocument } from '#domain';
import { EmbeddingEmulator } from '../../../../tools/sandbox/google-embeddings/embedding-emulator';
import { EmbeddingCache } from './embedding-cache';
import { EmbeddingsAnswerer } from './embeddings-answerer.fixture';
import { GoogleEmbeddings, type GoogleEmbeddingsOptions } from './google-embeddings';
import { GoogleRanking } from './google-ranking';
import { RankingUnavailable } from './passage-ranking';
import { passageRankingContract } from './passage-ranking.contract';

const apiKey = 'AIza-canary-0123456789';
let emulator: EmbeddingEmulator;
let answerer: EmbeddingsAnswerer;
beforeEach(async () => {
  answerer = new EmbeddingsAnswerer();
  emulator = await EmbeddingEmulator.start({ key: apiKey });
});
afterEach(() => emulator.close());

interface Change extends Partial<GoogleEmbeddingsOptions> { timeLimit?: number }
const ranking = ({ timeLimit, ...change }: Change = {}) => new GoogleRanking(
  new GoogleEmbeddings({ apiKey, model: 'gemini-embedding-001', url: emulator.url, retrySeconds: 0.01, ...change }), new EmbeddingCache(answerer), timeLimit,
);
const passages = cutDocument({ path: 'plan.md', text: Array.from({ length: 140 }, (_, index) => `# Part ${index}\n\nWord${index} of the plan.\n`).join('\n') });
const near = (change: Change = {}, questions = ['Where is Word77?', 'And Word3?'], signal = new AbortController().signal) => ranking(change).near(passages, questions, signal);
const failure = async (change: Change = {}): Promise<RankingUnavailable> => {
  const error: unknown = await near(change).then(() => undefined, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(RankingUnavailable);
  return error as RankingUnavailable;
};

passageRankingContract("the ranking by Google's embeddings", () => ranking());

it('asks for no more texts at once than Google takes, each once, and with the key in the header alone', async () => {
  const rows = await near();
  expect(rows.map((row) => row.indexOf(Math.max(...row)))).toEqual([77, 3]);
  expect([emulator.calls, emulator.texts.length, emulator.refusals]).toEqual([3, 142, []]);
});

describe('the cache', () => {
  it('gives what was embedded before, and Google is asked for the rest', async () => {
    const first = await near();
    const second = await near();
    expect(emulator.calls).toBe(3);
    second.forEach((row, index) => row.forEach((one, at) => expect(one).toBeCloseTo(first[index]?.[at] ?? NaN, 5)));
    await near({}, ['Where is Word77?', 'Something new']);
    expect([emulator.calls, emulator.texts.at(-1)]).toEqual([4, 'Something new']);
  });
  it('is asked in messages that NATS takes', async () => {
    await near();
    await near();
    expect(answerer.longestMessage).toBeGreaterThan(100_000);
    expect(answerer.longestMessage).toBeLessThan(1024 * 1024);
  });
  it('that does not answer is asked once for what it has, and nothing is missing', async () => {
    answerer.silent = true;
    expect((await near()).map((row) => row.indexOf(Math.max(...row)))).toEqual([77, 3]);
    // Once for what it has, and once for each batch to keep.
    expect(answerer.asked).toBe(4);
  });
  it('that holds something damaged is not believed', async () => {
    await near();
    const [first] = answerer.kept.keys();
    answerer.kept.set(first as string, { digest: (first as string).split('/')[1] as string, vector: 'AAAA' });
    await near();
    expect(emulator.texts).toHaveLength(143);
  });
  it('keeps vectors of different models apart', async () => {
    await near();
    expect([...answerer.kept.keys()].every((key) => key.startsWith('gemini-embedding-001:768/'))).toBe(true);
  });
});

describe('Google is not there', () => {
  it.each<[string, Change, RegExp, RegExp]>([
    ['the key is wrong', { apiKey: 'AIza-other' }, /refuses the key \(400\)/, /GOOGLE_API_KEY/],
    ['the model is unknown', { model: 'gemini-embedding-999' }, /does not know the model/, /GOOGLE_EMBEDDING_MODEL/],
    ['nobody listens', { url: 'http://127.0.0.1:1' }, /cannot be reached/, /GOOGLE_EMBEDDING_URL/],
  ])('when %s: another ranking can be used, and an operator knows what to do', async (_what, change, message, remediation) => {
    const error = await failure(change);
    expect(error.message).toMatch(message);
    expect(error.remediation).toMatch(remediation);
  });
  it('when it is out of order for long; it is tried again, a few times', async () => {
    emulator.faults.push(...Array.from({ length: 9 }, () => ({ kind: 'status' as const, status: 503 })));
    expect((await failure()).message).toBe('Google answered 503');
    expect(emulator.calls).toBe(3);
  });
  it('when it is out of order for a moment, nobody notices', async () => {
    emulator.faults.push({ kind: 'status', status: 503 }, { kind: 'drop' }, { kind: 'delay', ms: 10 }, { kind: 'status', status: 429 });
    expect((await near()).map((row) => row.indexOf(Math.max(...row)))).toEqual([77, 3]);
  });
  it('when the quota ends half-way: what came is kept, and the next run goes on from there', async () => {
    emulator.quota = 120;
    expect((await failure()).message).toMatch(/quota/);
    expect(answerer.kept.size).toBe(100);
    emulator.quota = 42;
    await near();
    expect(emulator.texts).toHaveLength(142);
  });
  it.each<[string, () => void]>([
    ['it never answers', () => emulator.faults.push(...Array.from({ length: 9 }, () => ({ kind: 'hang' as const })))],
    ['the pause before the next try is long', () => emulator.faults.push({ kind: 'status', status: 503 })],
  ])('when %s: the wait is bounded', async (_what, fault) => {
    fault();
    const begun = performance.now();
    expect((await failure({ timeLimit: 300, retrySeconds: 60 })).message).toBe('Google took longer than 0.3 s');
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
  it('when the run has moved on: it stops at once, with that reason', async () => {
    emulator.faults.push({ kind: 'hang' });
    const stop = new AbortController();
    const ended = near({}, ['x'], stop.signal).then(() => undefined, (error: unknown) => error);
    while (emulator.calls === 0) await new Promise(setImmediate);
    const reason = new Error('the run has moved on');
    stop.abort(reason);
    expect(await ended).toBe(reason);
  });
  it.each<[string, unknown]>([
    ['nothing', {}], ['too few', { embeddings: [{ values: [1] }] }], ['no numbers', { embeddings: Array.from({ length: 100 }, () => ({ values: ['x'] })) }], ['zeros', { embeddings: Array.from({ length: 100 }, () => ({ values: Array<number>(768).fill(0) })) }],
    ['vectors of another length', { embeddings: Array.from({ length: 100 }, () => ({ values: [1, 2] })) }],
  ])('when it answers %s instead of embeddings', async (_what, body) => {
    emulator.faults.push({ kind: 'answer', body });
    expect((await failure()).message).toBe('Google answered something else than embeddings');
  });
});

describe('the key', () => {
  const seen: unknown[] = [];
  const elsewhere = createServer((request, response) => { seen.push(request.headers); response.end('{}'); });
  beforeAll(async () => { await once(elsewhere.listen(0, '127.0.0.1'), 'listening'); });
  afterAll(() => { elsewhere.closeAllConnections(); elsewhere.close(); });

  it('goes nowhere else, also when Google redirects, and no error holds it', async () => {
    emulator.faults.push(...Array.from({ length: 9 }, () => ({ kind: 'redirect' as const, to: `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/` })));
    const error = await failure();
    expect(seen).toEqual([]);
    expect(JSON.stringify([error.message, error.remediation, error.stack, String(error.cause), (error.cause as Error).stack])).not.toContain(apiKey);
  });
});
