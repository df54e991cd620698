// What came of the runs of each feature, for the brakes: the newest of each lane.
import type { PastRun } from '#domain';
import type { Database } from './database';
import { nameOf, runsTable } from './tables';

export type LaneRun = PastRun & { lane: string; repository: string; featureKey: string };

export interface HistoryQuestion {
  /** Only this lane. */
  lane?: string | undefined;
  /** Without these runs. */
  runIds: readonly string[];
  /** So many of each lane at most. */
  most: number;
}

const runs = nameOf(runsTable);
/** Older runs stop nobody. */
const days = 180;

const histories = `
  SELECT id, lane, repository, feature_key AS "featureKey", status, failure->>'code' AS "failureCode", dry_run AS "dryRun", pr_url AS "prUrl", created_at AS "createdAt", finished_at AS "finishedAt",
    tasks_digest AS "tasksDigest", head_sha AS "headSha"
  FROM (SELECT *, row_number() OVER (PARTITION BY lane ORDER BY created_at DESC, id DESC) AS place FROM ${runs}
    WHERE id <> ALL($1::uuid[]) AND ($2::text IS NULL OR lane = $2) AND created_at > now() - interval '${days} days') r
  WHERE place <= $3 ORDER BY lane, place`;

const pullRequests = `SELECT DISTINCT lower(repository) AS repository, pr_number AS number FROM ${runs}
  WHERE pr_number IS NOT NULL AND ($1::text IS NULL OR lower(repository) = lower($1)) AND created_at > now() - interval '${days} days'`;

/** Every question can end in `ReadModelUnavailable`. */
export class BrakeRows {
  constructor(private readonly database: Pick<Database, 'ask'>) {}

  /** By lane, the newest run of each first. */
  async histories({ lane, runIds, most }: HistoryQuestion): Promise<LaneRun[]> {
    const rows = await this.database.ask<Omit<LaneRun, 'createdAt' | 'finishedAt'> & { createdAt: Date; finishedAt: Date | null }>(
      lane === undefined ? 'brake_histories' : 'brake_history', histories, [runIds, lane ?? null, most]);
    return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString(), finishedAt: row.finishedAt?.toISOString() ?? null }));
  }

  /** The pull requests that runs opened, of one repository or of all; repositories in lower case. Nobody knows here which are open. */
  async pullRequests(repository?: string): Promise<{ repository: string; number: number }[]> {
    return this.database.ask('brake_pull_requests', pullRequests, [repository ?? null]);
  }
}
