// What each run found and published, beside the run: the brakes compare it, and looking it up in the facts of every run took seconds.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RunDigests1764700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE spec_workflow_runs ADD COLUMN tasks_digest text, ADD COLUMN head_sha text');
    await runner.query(`UPDATE spec_workflow_runs r SET tasks_digest = ${told('discover', 'tasksFileDigest')}, head_sha = ${told('publish', 'commitSha')}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE spec_workflow_runs DROP COLUMN tasks_digest, DROP COLUMN head_sha');
  }
}

/** A part of the context is stored with the fact that brought it; the last one counts. */
const told = (part: string, field: string): string => (
  `(SELECT f.context->'${part}'->>'${field}' FROM run_facts f WHERE f.run_id = r.id AND f.context->'${part}' IS NOT NULL ORDER BY f.sequence DESC LIMIT 1)`);
