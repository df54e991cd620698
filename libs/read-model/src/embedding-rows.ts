// Embeddings of texts as rows, by what the text is and which model made them. Made from no fact and of no consequence: what is forgotten is made again.
import type { KeptEmbedding } from '#contracts';
import type { Database } from './database';
import { embeddingsTable, nameOf } from './tables';

const table = nameOf(embeddingsTable);

/** Every question can end in `ReadModelUnavailable`. */
export class EmbeddingRows {
  constructor(private readonly database: Pick<Database, 'ask'>) {}

  /** Those that are kept, in no order. A use is noted once a day: reading should not cost a write each time. */
  async find(model: string, digests: readonly string[]): Promise<KeptEmbedding[]> {
    await this.database.ask('touch_embeddings', `UPDATE ${table} SET last_used_at = now() WHERE (model, digest) IN (
      SELECT model, digest FROM ${table} WHERE model = $1 AND digest = ANY($2::text[]) AND last_used_at < now() - interval '1 day' FOR UPDATE SKIP LOCKED)`, [model, digests]);
    const rows = await this.database.ask<{ digest: string; vector: Buffer }>('find_embeddings', `SELECT digest, vector FROM ${table} WHERE model = $1 AND digest = ANY($2::text[])`, [model, digests]);
    return rows.map(({ digest, vector }) => ({ digest, vector: vector.toString('base64') }));
  }

  /** What is there already stays as it is. In the order of digests, so that two who keep the same do not wait for each other. */
  async keep(model: string, embeddings: readonly KeptEmbedding[]): Promise<void> {
    const ordered = embeddings.toSorted((one, other) => (one.digest < other.digest ? -1 : 1));
    await this.database.ask('keep_embeddings', `INSERT INTO ${table} (model, digest, vector, created_at, last_used_at)
      SELECT $1, digest, vector, now(), now() FROM unnest($2::text[], $3::bytea[]) AS given (digest, vector) ON CONFLICT (model, digest) DO NOTHING`,
    [model, ordered.map(({ digest }) => digest), ordered.map(({ vector }) => Buffer.from(vector, 'base64'))]);
  }

  /** Forgets what nobody has used for so many days, and of the rest those used least recently, until so many are left. @returns how many went */
  async prune(days: number, most: number): Promise<number> {
    const [row] = await this.database.ask<{ gone: number }>('prune_embeddings', `WITH gone AS (
      DELETE FROM ${table} WHERE last_used_at < now() - $1 * interval '1 day' OR (model, digest) IN (SELECT model, digest FROM ${table} ORDER BY last_used_at DESC, model, digest OFFSET $2) RETURNING 1)
      SELECT count(*)::int AS gone FROM gone`, [days, most]);
    return row?.gone ?? 0;
  }
}
