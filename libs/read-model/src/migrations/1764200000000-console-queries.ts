// What the console asks for: runs by lane and failure, what operators did by time, and a table for what they say of failures.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ConsoleQueries1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(indices);
    await runner.query(feedback);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE run_feedback; DROP INDEX spec_workflow_runs_by_lane, spec_workflow_runs_by_failure, run_facts_of_operators');
  }
}

const indices = `
  CREATE INDEX spec_workflow_runs_by_lane ON spec_workflow_runs (lane);
  CREATE INDEX spec_workflow_runs_by_failure ON spec_workflow_runs ((failure->>'code'), created_at, id) WHERE failure IS NOT NULL;
  CREATE INDEX run_facts_of_operators ON run_facts (at) WHERE stage = 'run';
`;

const feedback = `
  CREATE TABLE run_feedback (
    run_id uuid NOT NULL, principal text NOT NULL, enough boolean NOT NULL, note text, at timestamptz(3) NOT NULL,
    CONSTRAINT run_feedback_pkey PRIMARY KEY (run_id, principal)
  );
  CREATE INDEX run_feedback_by_age ON run_feedback (at);
`;
