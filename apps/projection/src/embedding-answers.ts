// Keeps embeddings for the runner, which has no database, and gives them back; forgets what is old or too much.
import type { Questions } from '#bus';
import { embeddingsQuestion, embeddingsSubject, keepEmbeddingsQuestion, keepEmbeddingsSubject, type KeptEmbedding } from '#contracts';
import type { EmbeddingRows } from '#read-model';
import type { ProjectionLog } from './projection-turn';

const keptDays = 90;
/** Of 3 KiB each: about 250 MB with what PostgreSQL adds. */
const mostKept = 50_000;
const hour = 60 * 60 * 1000;

export class EmbeddingAnswers {
  private answering: { stop(): void }[] = [];
  private pruning: NodeJS.Timeout | undefined;

  constructor(private readonly questions: Pick<Questions, 'answer'>, private readonly rows: EmbeddingRows, private readonly logger: ProjectionLog) {}

  /** Any replica answers, also one that stands by. While PostgreSQL is away nobody does, and the runner goes on without. */
  start(): void {
    this.answering = [
      this.questions.answer(embeddingsSubject, 'projection', embeddingsQuestion, async ({ model, digests }) => ({ embeddings: await this.rows.find(model, digests) })),
      this.questions.answer(keepEmbeddingsSubject, 'projection', keepEmbeddingsQuestion, ({ model, embeddings }) => this.keep(model, embeddings)),
    ];
    this.prune();
    this.pruning = setInterval(() => this.prune(), hour);
  }

  stop(): void {
    clearInterval(this.pruning);
    for (const one of this.answering) one.stop();
  }

  private async keep(model: string, embeddings: readonly KeptEmbedding[]): Promise<{ kept: number }> {
    await this.rows.keep(model, embeddings);
    return { kept: embeddings.length };
  }

  /** Several replicas may do so at once. */
  private prune(): void {
    void this.rows.prune(keptDays, mostKept).catch((error: unknown) => this.logger.warn({ error }, 'old embeddings could not be removed'));
  }
}
