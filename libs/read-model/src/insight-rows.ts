// Numbers over the runs that began since a moment, made by PostgreSQL from the rows.
import type { Insight, WorkflowName } from '#contracts';
import type { Database } from './database';
import { factsTable, feedbackTable, nameOf, runsTable, tasksTable } from './tables';

export type DayRow = Insight['runsPerDay'][number];
export type StageRow = Insight['stages'][number];
export type FailureRow = Insight['failures'][number];
/** Minutes from `POST` to the pull request; `within` counts runs that took no longer than the objective. */
export interface PullRequestRow { workflow: WorkflowName; runs: number; p50Minutes: number; p95Minutes: number; within: number }
export interface OperatorRow { actions: number; waitedMinutes: number; phases: number }

const [runs, tasks, facts, feedback] = [runsTable, tasksTable, factsTable, feedbackTable].map(nameOf);
const minutes = (interval: string): string => `(extract(epoch FROM ${interval}) / 60)::float8`;
const outcome = (statuses: string): string => `count(r.id) FILTER (WHERE r.status IN (${statuses}))::int`;

/** Days in UTC, those without runs too. */
const perDay = `
  SELECT to_char(d.day, 'YYYY-MM-DD') AS day, ${outcome("'succeeded'")} AS succeeded, ${outcome("'failed'")} AS failed, ${outcome("'cancelled'")} AS cancelled,
    ${outcome("'no_work', 'no_changes'")} AS "noWork", ${outcome("'pending', 'running', 'retrying'")} AS open
  FROM generate_series(date_trunc('day', $1::timestamptz AT TIME ZONE 'UTC'), date_trunc('day', $2::timestamptz AT TIME ZONE 'UTC'), interval '1 day') AS d(day)
  LEFT JOIN ${runs} r ON r.created_at >= $1 AND date_trunc('day', r.created_at AT TIME ZONE 'UTC') = d.day
  GROUP BY d.day ORDER BY d.day`;

/** A run's first pull request counts, however often it was updated since. */
const toPullRequest = `
  SELECT workflow, count(*)::int AS runs, percentile_cont(0.5) WITHIN GROUP (ORDER BY took) AS "p50Minutes", percentile_cont(0.95) WITHIN GROUP (ORDER BY took) AS "p95Minutes",
    count(*) FILTER (WHERE took <= ($2::jsonb->>workflow)::float8)::int AS within
  FROM (SELECT r.workflow, ${minutes('min(t.finished_at) - r.created_at')} AS took FROM ${runs} r JOIN ${tasks} t ON t.run_id = r.id
    WHERE r.created_at >= $1 AND r.pr_url IS NOT NULL AND t.task_name = 'publish' AND t.status = 'succeeded' GROUP BY r.id, r.workflow, r.created_at) AS run
  GROUP BY workflow`;

/** How long the worker that had the stage waited for its agent; facts from before that was written say nothing. */
const agent = "(coalesce((t.payload->>'waitedMs')::float8, 0) / 60000)";
const working = `greatest(0, ${minutes('t.finished_at - t.started_at')} - ${agent})`;
const byStage = `
  SELECT t.task_name AS stage, count(*)::int AS attempts, sum(${working}) AS "workingMinutes", sum(${agent}) AS "agentMinutes", sum(greatest(0, ${minutes('t.started_at - t.queued_at')})) AS "waitingMinutes",
    percentile_cont(0.5) WITHIN GROUP (ORDER BY ${working}) AS "p50WorkingMinutes", percentile_cont(0.95) WITHIN GROUP (ORDER BY ${working}) AS "p95WorkingMinutes"
  FROM ${tasks} t JOIN ${runs} r ON r.id = t.run_id WHERE r.created_at >= $1 AND t.started_at IS NOT NULL AND t.finished_at IS NOT NULL
  GROUP BY t.task_name ORDER BY sum(${working} + ${agent}) DESC, stage`;

const byFailure = `
  SELECT t.payload->>'code' AS code, count(*)::int AS failures, count(DISTINCT r.id)::int AS runs, max(coalesce(t.finished_at, r.updated_at)) AS "lastAt"
  FROM ${tasks} t JOIN ${runs} r ON r.id = t.run_id WHERE r.created_at >= $1 AND t.status = 'failed' AND t.payload ? 'code'
  GROUP BY code ORDER BY failures DESC, code LIMIT 50`;

const feedbackCounts = `SELECT count(*) FILTER (WHERE enough)::int AS yes, count(*) FILTER (WHERE NOT enough)::int AS no FROM ${feedback} WHERE at >= $1`;

/**
 * What people did, how long failed runs waited until somebody did something about them, and how many phases reached a pull request.
 * A wait ends with a retry of the run, or with the next run of its lane; one that nobody has ended is no operator's time yet.
 */
const operators = `
  SELECT (SELECT count(*)::int FROM ${facts} WHERE stage = 'run' AND at >= $1) AS actions,
    (SELECT coalesce(sum(${minutes('o.at - f.at')}), 0) FROM ${facts} o CROSS JOIN LATERAL
      (SELECT at, state, next FROM ${facts} WHERE run_id = o.run_id AND sequence < o.sequence ORDER BY sequence DESC LIMIT 1) f
      WHERE o.stage = 'run' AND o.state = 'retried' AND o.at >= $1 AND f.state = 'failed' AND f.next = 'none')
    + (SELECT coalesce(sum(${minutes('n.created_at - r.finished_at')}), 0) FROM ${runs} n CROSS JOIN LATERAL
      (SELECT status, finished_at FROM ${runs} WHERE lane = n.lane AND created_at < n.created_at ORDER BY created_at DESC LIMIT 1) r
      WHERE n.created_at >= $1 AND r.status = 'failed') AS "waitedMinutes",
    (SELECT count(DISTINCT (lane, spec_phase->>'slug'))::int FROM ${runs} WHERE created_at >= $1 AND pr_url IS NOT NULL) AS phases`;

/** Every question can end in `ReadModelUnavailable`. */
export class InsightRows {
  constructor(private readonly database: Pick<Database, 'ask'>) {}

  perDay(from: Date, to: Date): Promise<DayRow[]> {
    return this.database.ask<DayRow>('insight_days', perDay, [from, to]);
  }

  /** @param objectives minutes by workflow */
  toPullRequest(from: Date, objectives: Record<WorkflowName, number>): Promise<PullRequestRow[]> {
    return this.database.ask<PullRequestRow>('insight_pull_requests', toPullRequest, [from, JSON.stringify(objectives)]);
  }

  byStage(from: Date): Promise<StageRow[]> {
    return this.database.ask<StageRow>('insight_stages', byStage, [from]);
  }

  /** The most frequent first. */
  async byFailure(from: Date): Promise<FailureRow[]> {
    const rows = await this.database.ask<Omit<FailureRow, 'lastAt'> & { lastAt: Date }>('insight_failures', byFailure, [from]);
    return rows.map((row) => ({ ...row, lastAt: row.lastAt.toISOString() }));
  }

  async feedback(from: Date): Promise<{ yes: number; no: number }> {
    const [row] = await this.database.ask<{ yes: number; no: number }>('insight_feedback', feedbackCounts, [from]);
    return row ?? { yes: 0, no: 0 };
  }

  async operators(from: Date): Promise<OperatorRow> {
    const [row] = await this.database.ask<OperatorRow>('insight_operators', operators, [from]);
    return row ?? { actions: 0, waitedMinutes: 0, phases: 0 };
  }
}
