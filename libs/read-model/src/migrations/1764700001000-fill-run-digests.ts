// The digests of runs that were over before there were columns for them. A migration of its own, since adding columns keeps everybody out of the table;
// runs under way are left to whoever writes their next fact, which tells both.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class FillRunDigests1764700001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE spec_workflow_runs r SET tasks_digest = ${told('discover', 'tasksFileDigest')}, head_sha = ${told('publish', 'commitSha')} WHERE finished_at IS NOT NULL`);
  }

  /** They go with their columns. */
  down(): Promise<void> {
    return Promise.resolve();
  }
}

/** A part of the context is stored with the fact that brought it; the last one counts. */
const told = (part: string, field: string): string => (
  `(SELECT f.context->'${part}'->>'${field}' FROM run_facts f WHERE f.run_id = r.id AND f.context->'${part}' IS NOT NULL ORDER BY f.sequence DESC LIMIT 1)`);
