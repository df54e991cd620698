// The projection as the keeper of embeddings, on a real NATS and a real PostgreSQL.
import { NoAnswer, Questions, connectToNats } from '#bus';
import { embeddingsAnswer, embeddingsSubject, keepEmbeddingsAnswer, keepEmbeddingsSubject, mostEmbeddingsAsked } from '#contracts';
import { ReadModel, migrate } from '#read-model';
import { startNats, startPostgres, type TestNats, type TestServer } from '../../../tools/stack/test-infrastructure';
import { EmbeddingAnswers } from './embedding-answers';

let nats: TestNats;
let postgres: TestServer;
let rows: ReadModel;
let connection: Awaited<ReturnType<typeof connectToNats>>;
let questions: Questions;
let answers: EmbeddingAnswers;

beforeAll(async () => {
  [nats, postgres] = await Promise.all([startNats(), startPostgres()]);
  await migrate(postgres.url);
  rows = new ReadModel({ databaseUrl: postgres.url });
  connection = await connectToNats({ url: nats.url, name: 'test' });
  questions = new Questions(connection);
  answers = new EmbeddingAnswers(questions, rows.embeddings, { info: () => undefined, warn: () => undefined, error: () => undefined });
  answers.start();
}, 60_000);
afterAll(async () => {
  answers?.stop();
  await connection?.close();
  await rows?.close();
  await Promise.all([nats?.dispose(), postgres?.dispose()]);
});

const digestOf = (index: number): string => index.toString(16).padStart(64, '0');
const find = (digests: string[], patience = 5000) => questions.ask(embeddingsSubject, { model: 'm:768', digests }, embeddingsAnswer, patience);

test('keeps as many embeddings as a message may hold, and gives them back', async () => {
  // 1,536 numbers each, the most that is taken.
  const embeddings = Array.from({ length: mostEmbeddingsAsked }, (_, index) => ({ digest: digestOf(index), vector: Buffer.alloc(6144, index).toString('base64') }));
  expect(await questions.ask(keepEmbeddingsSubject, { model: 'm:768', embeddings }, keepEmbeddingsAnswer, 5000)).toEqual({ kept: mostEmbeddingsAsked });
  const { embeddings: found } = await find([...embeddings.map(({ digest }) => digest).slice(1), digestOf(5000)]);
  expect(found.toSorted((one, other) => (one.digest < other.digest ? -1 : 1))).toEqual(embeddings.slice(1));
});

test('does not answer while PostgreSQL is away, and does again afterwards', async () => {
  await postgres.stop();
  await expect(find([digestOf(1)], 3000)).rejects.toThrow(NoAnswer);
  await postgres.restart();
  await expect(find([digestOf(1)], 10_000)).resolves.toMatchObject({ embeddings: [{ digest: digestOf(1) }] });
});
