// Which repositories and features runs were started for, and the latest run of each phase.
import type { Run } from '#contracts';
import type { PhaseRun } from '#domain';
import type { Database } from './database';
import { isWaiting, type RunFilter } from './run-filter';
import type { CountedElsewhere } from './run-queries';
import { nameOf, runsTable } from './tables';

export interface RepositoryCount { repository: string; runs: number; lastRunAt: string }

export type LatestRun = PhaseRun & Pick<Run, 'lane' | 'repository' | 'featureKey'>;

const table = nameOf(runsTable);
/** Older phases are history. */
const boardDays = 180;
const mostPhases = 5000;

const countRepositories = `
  SELECT (array_agg(repository ORDER BY created_at DESC))[1] AS repository, count(*)::int AS runs, max(created_at) AS "lastRunAt"
  FROM ${table} WHERE id <> ALL($1::uuid[]) GROUP BY lower(repository)`;

const latestOfPhases = `
  SELECT id, lane, repository, feature_key AS "featureKey", status, spec_phase AS "specPhase", dry_run AS "dryRun", pr_url AS "prUrl", pr_number AS "prNumber",
    created_at AS "createdAt", updated_at AS "updatedAt", (lane <> ALL($2::text[]) AND ${isWaiting}) AS waiting
  FROM (SELECT DISTINCT ON (lane, spec_phase->>'slug') * FROM ${table} WHERE id <> ALL($1::uuid[]) AND ($3::text[] IS NULL OR repository ~* ANY($3)) AND created_at > now() - interval '${boardDays} days'
    ORDER BY lane, spec_phase->>'slug', created_at DESC, id DESC) r
  ORDER BY created_at DESC LIMIT ${mostPhases}`;

/** Every question can end in `ReadModelUnavailable`. */
export class FeatureRows {
  constructor(private readonly database: Pick<Database, 'ask'>) {}

  async repositories({ runIds }: Pick<CountedElsewhere, 'runIds'>): Promise<RepositoryCount[]> {
    const rows = await this.database.ask<Omit<RepositoryCount, 'lastRunAt'> & { lastRunAt: Date }>('count_repositories', countRepositories, [runIds]);
    return rows.map((row) => ({ ...row, lastRunAt: row.lastRunAt.toISOString() }));
  }

  /** Of the last half year, newest first; of the repositories that may be seen, so that nobody else's take their place. */
  async latestOfPhases({ runIds, lanes }: CountedElsewhere, { visible }: Pick<RunFilter, 'visible'> = {}): Promise<LatestRun[]> {
    const rows = await this.database.ask<Omit<LatestRun, 'createdAt' | 'updatedAt'> & { createdAt: Date; updatedAt: Date }>('latest_of_phases', latestOfPhases, [runIds, lanes, visible ?? null]);
    return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString() }));
  }
}
