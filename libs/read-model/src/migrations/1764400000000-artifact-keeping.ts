// What operators pin, and what is left of artifacts that were removed.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ArtifactKeeping1764400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(keeping);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE artifact_keeping');
  }
}

const keeping = `
  CREATE TABLE artifact_keeping (
    run_id uuid NOT NULL, artifact_id uuid NOT NULL, path text, pinned_by text, pinned_at timestamptz(3),
    removed_at timestamptz(3), rule text, retention_days integer, expired_at timestamptz(3), digest text, size_bytes bigint,
    CONSTRAINT artifact_keeping_pkey PRIMARY KEY (run_id, artifact_id)
  );
`;
