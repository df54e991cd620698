// The repositories that are known here: those that runs were started for, and those that the allow-list names in full.
import type { Repositories } from '#contracts';
import type { ReadModel } from '#read-model';
import type { RunReader } from '../board/run-reader';
import type { Sees } from '../session/seen-by';

type KnownRepository = Repositories['items'][number];

export class KnownRepositories {
  constructor(private readonly reader: Pick<RunReader, 'beside'>, private readonly rows: Pick<ReadModel, 'features'>, private readonly allowed: readonly string[]) {}

  /** The one that was used last first. @throws ApiProblem 503, ReadModelUnavailable */
  async all(sees: Sees): Promise<KnownRepository[]> {
    const { answer, current } = await this.reader.beside((elsewhere) => this.rows.features.repositories(elsewhere));
    const seen = [...answer, ...current.map(({ repository, createdAt }) => ({ repository, runs: 1, lastRunAt: createdAt }))];
    const named = this.allowed.filter((glob) => /^[^*?]+$/.test(glob)).map((repository) => ({ repository, runs: 0, lastRunAt: null }));
    return merged([...seen, ...named].filter(({ repository }) => sees(repository)));
  }
}

/** Pure. A repository in several spellings is one; its newest run says how it is spelled. */
function merged(all: readonly KnownRepository[]): KnownRepository[] {
  const known = new Map<string, KnownRepository>();
  for (const one of all) {
    const key = one.repository.toLowerCase();
    const other = known.get(key);
    const newer = !other || (one.lastRunAt ?? '') > (other.lastRunAt ?? '') ? one : other;
    known.set(key, { ...newer, runs: one.runs + (other?.runs ?? 0) });
  }
  return [...known.values()].sort((one, other) => (other.lastRunAt ?? '').localeCompare(one.lastRunAt ?? '') || one.repository.localeCompare(other.repository));
}
