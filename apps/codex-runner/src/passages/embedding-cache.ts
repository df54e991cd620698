// Embeddings that were made before, kept by the projection in the database. Whoever cannot ask it goes on without.
import type { Questions } from '#bus';
import { embeddingsAnswer, embeddingsSubject, keepEmbeddingsAnswer, keepEmbeddingsSubject, mostEmbeddingsAsked } from '#contracts';
import { packed, unpacked, type Embedding } from './embedding';

const answerMilliseconds = 2_000;

export class EmbeddingCache {
  constructor(private readonly questions: Pick<Questions, 'ask'>) {}

  /** Those that are kept, by digest; what is damaged is not among them. */
  async find(model: string, digests: readonly string[]): Promise<Map<string, Embedding>> {
    const found = new Map<string, Embedding>();
    for (const part of partsOf(digests)) {
      const answer = await this.ask(embeddingsSubject, { model, digests: part }, embeddingsAnswer);
      // Who does not answer once is not waited for again.
      if (!answer) break;
      for (const { digest, vector } of answer.embeddings) {
        const embedding = unpacked(vector);
        if (embedding) found.set(digest, embedding);
      }
    }
    return found;
  }

  async keep(model: string, embeddings: ReadonlyMap<string, Embedding>): Promise<void> {
    for (const part of partsOf([...embeddings])) {
      const answer = await this.ask(keepEmbeddingsSubject, { model, embeddings: part.map(([digest, embedding]) => ({ digest, vector: packed(embedding) })) }, keepEmbeddingsAnswer);
      if (!answer) break;
    }
  }

  private async ask<A extends Parameters<Questions['ask']>[2]>(subject: string, question: unknown, answer: A) {
    return this.questions.ask(subject, question, answer, answerMilliseconds).catch(() => undefined);
  }
}

function partsOf<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / mostEmbeddingsAsked) }, (_, index) => all.slice(index * mostEmbeddingsAsked, (index + 1) * mostEmbeddingsAsked));
}
