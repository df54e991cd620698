// Ranks passages by what Google's model makes of them and of the tasks. What was embedded once is not sent again while a cache keeps it.
import { createHash } from 'node:crypto';
import { placeOf, type Nearness, type Passage } from '#domain';
import { nearness, type Embedding } from './embedding';
import type { EmbeddingCache } from './embedding-cache';
import { mostTexts, type EmbeddingTask, type GoogleEmbeddings } from './google-embeddings';
import { PassageRanking, RankingUnavailable } from './passage-ranking';

/** Long enough for some hundred passages that nobody has asked for before, short enough to wait for. */
export const defaultTimeLimit = 20_000;
/** In characters. The model reads 2,048 tokens of a text; passages and tasks are shorter, but for lines of signs only. */
const longestText = 2_000;

interface Text { digest: string; task: EmbeddingTask; text: string }

export class GoogleRanking extends PassageRanking {
  readonly name = 'google';

  constructor(private readonly google: GoogleEmbeddings, private readonly cache: EmbeddingCache, private readonly timeLimit = defaultTimeLimit) {
    super();
  }

  async near(passages: readonly Passage[], questions: readonly string[], signal: AbortSignal): Promise<Nearness> {
    signal.throwIfAborted();
    const documents = passages.map((passage) => textFor('RETRIEVAL_DOCUMENT', `${placeOf(passage)}\n\n${passage.text}`));
    const queries = questions.map((question) => textFor('RETRIEVAL_QUERY', question));
    const limit = AbortSignal.timeout(this.timeLimit);
    try {
      const vectors = await this.vectorsOf([...documents, ...queries], AbortSignal.any([signal, limit]));
      const vectorOf = ({ digest }: Text): Embedding => vectors.get(digest) as Embedding;
      return queries.map((query) => documents.map((document) => nearness(vectorOf(query), vectorOf(document))));
    } catch (error) {
      signal.throwIfAborted();
      if (limit.aborted) throw new RankingUnavailable(`Google took longer than ${this.timeLimit / 1000} s`, 'Nothing: what was embedded is kept, and the next run goes on from there.', { cause: error });
      throw error;
    }
  }

  /** Each batch is kept as it comes: a quota that ends half-way lets the next run begin where this one stopped. */
  private async vectorsOf(texts: readonly Text[], signal: AbortSignal): Promise<Map<string, Embedding>> {
    const byDigest = new Map(texts.map((text) => [text.digest, text]));
    const vectors = await this.cache.find(this.google.model, [...byDigest.keys()]);
    const missing = [...byDigest.values()].filter(({ digest }) => !vectors.has(digest));
    for (const batch of batchesOf(missing)) {
      const embeddings = await this.google.embed(batch.map(({ text }) => text), batch[0]?.task ?? 'RETRIEVAL_QUERY', signal);
      const made = new Map(batch.map(({ digest }, index) => [digest, embeddings[index] as Embedding]));
      await this.cache.keep(this.google.model, made);
      for (const [digest, embedding] of made) vectors.set(digest, embedding);
    }
    return vectors;
  }
}

function textFor(task: EmbeddingTask, whole: string): Text {
  const text = Array.from(whole.slice(0, longestText * 2)).slice(0, longestText).join('') || '-';
  return { task, text, digest: createHash('sha256').update(JSON.stringify([task, text])).digest('hex') };
}

/** A call is for texts of one task. */
function batchesOf(texts: readonly Text[]): Text[][] {
  const tasks: EmbeddingTask[] = ['RETRIEVAL_DOCUMENT', 'RETRIEVAL_QUERY'];
  return tasks.flatMap((task) => {
    const own = texts.filter((text) => text.task === task);
    return Array.from({ length: Math.ceil(own.length / mostTexts) }, (_, index) => own.slice(index * mostTexts, (index + 1) * mostTexts));
  });
}
