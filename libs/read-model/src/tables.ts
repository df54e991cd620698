// The tables of the read model as data. TypeORM compares them with the migrations, and every statement takes its columns from them.
import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

/** A row as JSON: keys are column names, times are ISO 8601. */
export type Row = Record<string, unknown>;
export type Table = EntitySchema<Row>;

const text = { type: 'text' } as const;
const number = { type: 'integer' } as const;
const sequence = { type: 'bigint' } as const;
const uuid = { type: 'uuid' } as const;
const flag = { type: 'boolean' } as const;
const time = { type: 'timestamptz', precision: 3 } as const;
const nested = { type: 'jsonb' } as const;
const optional = (column: EntitySchemaColumnOptions): EntitySchemaColumnOptions => ({ ...column, nullable: true });
const key = (column: EntitySchemaColumnOptions, table: string): EntitySchemaColumnOptions => ({ ...column, primary: true, primaryKeyConstraintName: `${table}_pkey` });

/** Pages go newest first through `(created_at, id)`; each filter of the list has an index that ends in that order. */
export const runsTable: Table = new EntitySchema<Row>({
  name: 'spec_workflow_runs',
  columns: {
    id: key(uuid, 'spec_workflow_runs'), lane: text, workflow: text, repository: text, feature_key: text, status: text, phase: text, chain: nested,
    spec_phase: optional(nested), base_branch: optional(text), base_sha: optional(text), tasks_digest: optional(text), branch_name: optional(text), head_sha: optional(text), pr_url: optional(text),
    pr_number: optional(number), agent: text, agent_version: optional(text), codex_task_id: optional(text), codex_task_url: optional(text),
    codex_logs_path: optional(text), codex_patch_path: optional(text), artifacts_path: text, attempt: number, failure: optional(nested),
    trace_id: optional(text), last_sequence: sequence, restart_of: optional(uuid), external_ref: optional(text), dry_run: flag, notes: optional(text),
    created_by: text, created_at: time, started_at: optional(time), finished_at: optional(time), updated_at: time,
  },
  indices: [
    { name: 'spec_workflow_runs_by_age', columns: ['created_at', 'id'] },
    { name: 'spec_workflow_runs_by_status', columns: ['status', 'created_at', 'id'] },
    { name: 'spec_workflow_runs_by_feature', columns: ['feature_key', 'created_at', 'id'] },
    { name: 'spec_workflow_runs_by_workflow', columns: ['workflow', 'created_at', 'id'] },
    { name: 'spec_workflow_runs_by_repository', synchronize: false },
    { name: 'spec_workflow_runs_by_lane', columns: ['lane'] },
    { name: 'spec_workflow_runs_by_failure', synchronize: false },
    { name: 'spec_workflow_runs_by_origin', columns: ['restart_of'], where: '(restart_of IS NOT NULL)' },
  ],
});

/** `ordinal` is the place in the run's list. Nothing refers to another table by a foreign key: one writer saves whole batches, and the check would cost more than the row. */
export const tasksTable: Table = new EntitySchema<Row>({
  name: 'spec_workflow_task_states',
  columns: {
    run_id: key(uuid, 'spec_workflow_task_states'), ordinal: key(number, 'spec_workflow_task_states'), id: text, task_name: text, status: text,
    attempt: number, payload: nested, artifact_ids: nested, queued_at: time, started_at: optional(time), finished_at: optional(time),
  },
});

export const artifactsTable: Table = new EntitySchema<Row>({
  name: 'workflow_artifacts',
  columns: {
    run_id: key(uuid, 'workflow_artifacts'), ordinal: key(number, 'workflow_artifacts'), id: uuid, artifact_type: text, stage: text, attempt: number,
    path: text, content_type: text, size_bytes: sequence, digest: text, pinned: flag, expires_at: optional(time), created_at: time,
  },
});

/** The last credential check of a run; earlier ones are in its facts. */
export const auditsTable: Table = new EntitySchema<Row>({
  name: 'workflow_credential_audits',
  columns: { run_id: key(uuid, 'workflow_credential_audits'), codex_status: text, github_status: text, checked_at: time, notes: nested },
});

/** `payload` is the fact without its context; see `fact-context.ts` for the other two. `json` keeps the bytes and costs less than `jsonb`. */
export const factsTable: Table = new EntitySchema<Row>({
  name: 'run_facts',
  columns: {
    sequence: key(sequence, 'run_facts'), run_id: uuid, lane: text, stage: text, state: text, next: text, at: time,
    payload: { type: 'json' }, context: optional({ type: 'json' }), context_from: optional(nested),
  },
  indices: [{ name: 'run_facts_by_run', columns: ['run_id', 'sequence'] }, { name: 'run_facts_of_operators', columns: ['at'], where: "(stage = 'run'::text)" }],
});

/** Facts that could not be folded or stored, with the reason. */
export const faultsTable: Table = new EntitySchema<Row>({
  name: 'projection_faults',
  columns: { sequence: key(sequence, 'projection_faults'), run_id: uuid, reason: text, recorded_at: time },
});

/** One row: the last sequence that is in the rows. `generation` grows when rows are changed by a rebuild, so that nobody goes on with what it remembers. */
export const cursorTable: Table = new EntitySchema<Row>({
  name: 'projection_cursor',
  columns: { stream: key(text, 'projection_cursor'), sequence, generation: number, updated_at: time },
});

/** What operators say of failures. Made from no fact: it is not part of what a rebuild compares or makes again, see ADR 14. */
export const feedbackTable: Table = new EntitySchema<Row>({
  name: 'run_feedback',
  columns: { run_id: key(uuid, 'run_feedback'), principal: key(text, 'run_feedback'), enough: flag, note: optional(text), at: time },
  indices: [{ name: 'run_feedback_by_age', columns: ['at'] }],
});

/** What is told to webhooks, and how it went. Made from facts, but only as they come: no rebuild compares or makes it again, see ADR 16. */
export const deliveriesTable: Table = new EntitySchema<Row>({
  name: 'webhook_deliveries',
  columns: {
    id: key(uuid, 'webhook_deliveries'), webhook: text, event: text, run_id: uuid, body: text, status: text, attempts: number, attempts_left: number,
    response_status: optional(number), duration_ms: optional(number), error: optional(text), attempted_at: optional(time), next_attempt_at: optional(time), created_at: time,
  },
  indices: [
    { name: 'webhook_deliveries_by_age', columns: ['created_at', 'id'] },
    { name: 'webhook_deliveries_by_run', columns: ['run_id'] },
    { name: 'webhook_deliveries_due', columns: ['webhook', 'next_attempt_at'], where: "(status = 'pending'::text)" },
    { name: 'webhook_deliveries_attempted', columns: ['webhook', 'attempted_at'], where: '(attempted_at IS NOT NULL)' },
  ],
});

/** Pins and tombstones; a row has one or the other. Made from no fact, see ADR 19. */
export const keepingTable: Table = new EntitySchema<Row>({
  name: 'artifact_keeping',
  columns: {
    run_id: key(uuid, 'artifact_keeping'), artifact_id: key(uuid, 'artifact_keeping'), path: optional(text), pinned_by: optional(text), pinned_at: optional(time),
    removed_at: optional(time), rule: optional(text), retention_days: optional(number), expired_at: optional(time), digest: optional(text), size_bytes: optional(sequence),
  },
});

/** So that no text is embedded twice. Made from no fact, and of no consequence when it is lost. `digest` in hexadecimal; `vector` is 32-bit floats, little endian. */
export const embeddingsTable: Table = new EntitySchema<Row>({
  name: 'embedding_cache',
  columns: { model: key(text, 'embedding_cache'), digest: key(text, 'embedding_cache'), vector: { type: 'bytea' }, created_at: time, last_used_at: time },
  indices: [{ name: 'embedding_cache_by_use', columns: ['last_used_at'] }],
});

export const runTables = { runs: runsTable, tasks: tasksTable, artifacts: artifactsTable, audits: auditsTable };
/** Made from facts. */
export const tables = [runsTable, tasksTable, artifactsTable, auditsTable, factsTable, faultsTable, cursorTable];

export const nameOf = (table: Table): string => table.options.name;
export const columnsOf = (table: Table): string[] => Object.keys(table.options.columns);
export const keyOf = (table: Table): string[] => columnsOf(table).filter((column) => table.options.columns[column]?.primary);
export const timesOf = (table: Table): string[] => columnsOf(table).filter((column) => table.options.columns[column]?.type === 'timestamptz');
