// Where a new specification goes: the next free directory below specs/ at the base commit, read and not reserved.
import type { PlaceAnswer, PlaceQuestion, SpecificationPlace } from '#contracts';
import { StageFailure, featureKeyOf } from '#domain';
import { RepositoryReader, baseCommitOf, requireAllowed } from '#github';

/** Branches on which specifications wait: `specline/<key>/spec`, and `-2`, `-3` after merges. */
const waitingBranch = /^specline\/([^/]+)\/spec(?:-\d+)?$/;

export class SpecificationPlaces {
  constructor(private readonly reader: RepositoryReader, private readonly allowedRepositories: readonly string[]) {}

  /** @throws StageFailure `specify.feature_exists`, `repository.*`, `credential.*`, `github.*` */
  async find({ repository, baseBranch, featureKey: wanted }: PlaceQuestion): Promise<SpecificationPlace> {
    requireAllowed(repository, this.allowedRepositories);
    const base = await baseCommitOf(this.reader, repository, baseBranch);
    return { featureKey: featureKeyOf({ wanted, ...await this.taken(repository, base.sha) }), baseBranch: base.branch, baseSha: base.sha };
  }

  /** For a preview: what a run would fail with is an answer. */
  async answer(question: PlaceQuestion): Promise<PlaceAnswer> {
    try {
      return { place: await this.find(question) };
    } catch (error) {
      if (error instanceof StageFailure) return { failure: error.failure };
      throw error;
    }
  }

  private async taken(repository: string, sha: string): Promise<{ directories: string[]; waiting: string[] }> {
    const [entries, branches] = await Promise.all([this.reader.directory(repository, 'specs', sha), this.reader.branches(repository, 'specline/')]);
    return {
      directories: entries.filter(({ type }) => type === 'dir').map(({ name }) => name),
      waiting: branches.flatMap((branch) => waitingBranch.exec(branch)?.[1] ?? []),
    };
  }
}
