// The first shape of the read model.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RunTables1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(runs);
    await runner.query(ofRuns);
    await runner.query(facts);
    await runner.query(progress);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE spec_workflow_runs, spec_workflow_task_states, workflow_artifacts, workflow_credential_audits, run_facts, projection_faults, projection_cursor');
  }
}

// Rows change several times in a short life: free room on the page lets most changes stay out of the indexes.
const runs = `
  CREATE TABLE spec_workflow_runs (
    id uuid NOT NULL, lane text NOT NULL, workflow text NOT NULL, repository text NOT NULL, feature_key text NOT NULL,
    status text NOT NULL, phase text NOT NULL, chain jsonb NOT NULL, spec_phase jsonb, base_branch text, base_sha text,
    branch_name text, pr_url text, pr_number integer, agent text NOT NULL, agent_version text, codex_task_id text,
    codex_task_url text, codex_logs_path text, codex_patch_path text, artifacts_path text NOT NULL, attempt integer NOT NULL,
    failure jsonb, trace_id text, last_sequence bigint NOT NULL, restart_of uuid, external_ref text, dry_run boolean NOT NULL,
    notes text, created_by text NOT NULL, created_at timestamptz(3) NOT NULL, started_at timestamptz(3),
    finished_at timestamptz(3), updated_at timestamptz(3) NOT NULL,
    CONSTRAINT spec_workflow_runs_pkey PRIMARY KEY (id)
  ) WITH (fillfactor = 70);
  CREATE INDEX spec_workflow_runs_by_age ON spec_workflow_runs (created_at, id);
  CREATE INDEX spec_workflow_runs_by_status ON spec_workflow_runs (status, created_at, id);
  CREATE INDEX spec_workflow_runs_by_feature ON spec_workflow_runs (feature_key, created_at, id);
  CREATE INDEX spec_workflow_runs_by_workflow ON spec_workflow_runs (workflow, created_at, id);
  CREATE INDEX spec_workflow_runs_by_repository ON spec_workflow_runs (lower(repository), created_at, id);
  CREATE INDEX spec_workflow_runs_by_origin ON spec_workflow_runs (restart_of) WHERE restart_of IS NOT NULL;
`;

const ofRuns = `
  CREATE TABLE spec_workflow_task_states (
    run_id uuid NOT NULL, ordinal integer NOT NULL, id text NOT NULL, task_name text NOT NULL, status text NOT NULL,
    attempt integer NOT NULL, payload jsonb NOT NULL, artifact_ids jsonb NOT NULL, queued_at timestamptz(3) NOT NULL,
    started_at timestamptz(3), finished_at timestamptz(3),
    CONSTRAINT spec_workflow_task_states_pkey PRIMARY KEY (run_id, ordinal)
  ) WITH (fillfactor = 70);
  CREATE TABLE workflow_artifacts (
    run_id uuid NOT NULL, ordinal integer NOT NULL, id uuid NOT NULL, artifact_type text NOT NULL, stage text NOT NULL,
    attempt integer NOT NULL, path text NOT NULL, content_type text NOT NULL, size_bytes bigint NOT NULL, digest text NOT NULL,
    pinned boolean NOT NULL, expires_at timestamptz(3), created_at timestamptz(3) NOT NULL,
    CONSTRAINT workflow_artifacts_pkey PRIMARY KEY (run_id, ordinal)
  );
  CREATE TABLE workflow_credential_audits (
    run_id uuid NOT NULL, codex_status text NOT NULL, github_status text NOT NULL, checked_at timestamptz(3) NOT NULL,
    notes jsonb NOT NULL,
    CONSTRAINT workflow_credential_audits_pkey PRIMARY KEY (run_id)
  );
`;

const facts = `
  CREATE TABLE run_facts (
    sequence bigint NOT NULL, run_id uuid NOT NULL, lane text NOT NULL, stage text NOT NULL, state text NOT NULL,
    next text NOT NULL, at timestamptz(3) NOT NULL, payload json NOT NULL, context json, context_from jsonb,
    CONSTRAINT run_facts_pkey PRIMARY KEY (sequence)
  );
  CREATE INDEX run_facts_by_run ON run_facts (run_id, sequence);
`;

const progress = `
  CREATE TABLE projection_faults (
    sequence bigint NOT NULL, run_id uuid NOT NULL, reason text NOT NULL, recorded_at timestamptz(3) NOT NULL,
    CONSTRAINT projection_faults_pkey PRIMARY KEY (sequence)
  );
  CREATE TABLE projection_cursor (
    stream text NOT NULL, sequence bigint NOT NULL, generation integer NOT NULL, updated_at timestamptz(3) NOT NULL,
    CONSTRAINT projection_cursor_pkey PRIMARY KEY (stream)
  );
  INSERT INTO projection_cursor VALUES ('RUN', 0, 0, now());
`;
