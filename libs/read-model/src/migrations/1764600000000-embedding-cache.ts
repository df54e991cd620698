// Embeddings of texts, so that no text is embedded twice.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class EmbeddingCache1764600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(embeddings);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE embedding_cache');
  }
}

const embeddings = `
  CREATE TABLE embedding_cache (
    model text NOT NULL, digest text NOT NULL, vector bytea NOT NULL, created_at timestamptz(3) NOT NULL, last_used_at timestamptz(3) NOT NULL,
    CONSTRAINT embedding_cache_pkey PRIMARY KEY (model, digest)
  );
  CREATE INDEX embedding_cache_by_use ON embedding_cache (last_used_at);
`;
