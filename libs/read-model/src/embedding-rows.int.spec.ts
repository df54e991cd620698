// Kept embeddings on a real PostgreSQL.
import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { startPostgres, type TestServer } from '../../../tools/stack/test-infrastructure';
import { migrate } from './data-source';
import type { EmbeddingRows } from './embedding-rows';
import { ReadModel } from './read-model';

let postgres: TestServer;
let model: ReadModel;
let rows: EmbeddingRows;
let client: Client;

beforeAll(async () => {
  postgres = await startPostgres();
  await migrate(postgres.url);
  model = new ReadModel({ databaseUrl: postgres.url });
  rows = model.embeddings;
  client = new Client({ connectionString: postgres.url });
  await client.connect();
}, 60_000);
afterAll(async () => {
  await client?.end();
  await model?.close();
  await postgres?.dispose();
});
beforeEach(() => client.query('TRUNCATE embedding_cache'));

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const embedding = (text: string, bytes = [0, 255, 10, 13]) => ({ digest: digestOf(text), vector: Buffer.from(bytes).toString('base64') });
const found = async (...texts: string[]) => (await rows.find('m:768', texts.map(digestOf))).map(({ digest, vector }) => [texts.find((text) => digestOf(text) === digest), vector]).sort();
const aged = (text: string, days: number) => client.query(`UPDATE embedding_cache SET last_used_at = now() - ${days} * interval '1 day' WHERE digest = $1`, [digestOf(text)]);

test('what is kept is found again byte for byte, for the model that made it', async () => {
  await rows.keep('m:768', [embedding('a'), embedding('b', [1, 2, 3, 4])]);
  expect(await found('a', 'b', 'c')).toEqual([['a', 'AP8KDQ=='], ['b', 'AQIDBA==']]);
  expect(await rows.find('other:768', [digestOf('a')])).toEqual([]);
});

test('what is kept twice, or by several at once, is there once and as it was first', async () => {
  const many = Array.from({ length: 100 }, (_, index) => embedding(`text ${index}`));
  await Promise.all([rows.keep('m:768', many), rows.keep('m:768', many.toReversed()), rows.keep('m:768', many)]);
  await rows.keep('m:768', [embedding('text 7', [9, 9, 9, 9])]);
  expect(await found('text 7')).toEqual([['text 7', 'AP8KDQ==']]);
  expect((await client.query('SELECT count(*)::int AS count FROM embedding_cache')).rows).toEqual([{ count: 100 }]);
});

test('what nobody has used for long goes; to be found is to be used', async () => {
  await rows.keep('m:768', [embedding('old'), embedding('asked for'), embedding('new')]);
  await aged('old', 100);
  await aged('asked for', 100);
  await found('asked for');
  expect(await rows.prune(90, 1000)).toBe(1);
  expect((await found('old', 'asked for', 'new')).map(([text]) => text)).toEqual(['asked for', 'new']);
});

test('of more than there is room for those go that were used least recently', async () => {
  await rows.keep('m:768', ['a', 'b', 'c', 'd'].map((text) => embedding(text)));
  for (const [index, text] of ['d', 'b', 'a', 'c'].entries()) await aged(text, index / 10);
  expect(await rows.prune(90, 2)).toBe(2);
  expect((await found('a', 'b', 'c', 'd')).map(([text]) => text)).toEqual(['b', 'd']);
});
