// What each run found and published, beside the run: the brakes compare it, and looking it up in the facts of every run took seconds.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RunDigests1764700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE spec_workflow_runs ADD COLUMN tasks_digest text, ADD COLUMN head_sha text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE spec_workflow_runs DROP COLUMN tasks_digest, DROP COLUMN head_sha');
  }
}
