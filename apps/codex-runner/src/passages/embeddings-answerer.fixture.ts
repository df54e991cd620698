// For tests: what the projection answers about embeddings, from memory.
import type { Questions } from '#bus';
import { embeddingsQuestion, embeddingsSubject, keepEmbeddingsQuestion, type KeptEmbedding } from '#contracts';

export class EmbeddingsAnswerer {
  readonly kept = new Map<string, KeptEmbedding>();
  silent = false;
  asked = 0;
  /** In bytes. */
  longestMessage = 0;

  readonly ask: Questions['ask'] = async (subject, question, answer) => {
    this.asked += 1;
    if (this.silent) throw new Error('nobody answers');
    const reply = subject === embeddingsSubject ? this.find(question) : this.keep(question);
    this.longestMessage = Math.max(this.longestMessage, JSON.stringify(question).length, JSON.stringify(reply).length);
    return answer.parse(reply);
  };

  private find(question: unknown) {
    const { model, digests } = embeddingsQuestion.parse(question);
    return { embeddings: digests.flatMap((digest) => this.kept.get(`${model}/${digest}`) ?? []) };
  }

  private keep(question: unknown) {
    const { model, embeddings } = keepEmbeddingsQuestion.parse(question);
    for (const embedding of embeddings) this.kept.set(`${model}/${embedding.digest}`, embedding);
    return { kept: embeddings.length };
  }
}
