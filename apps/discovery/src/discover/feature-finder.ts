// Finds the feature that is meant: named by the caller, by `.specify/feature.json`, or the only one there is.
import { RepositoryReader } from '#github';
import { StageFailure } from '#domain';

export interface FeatureLocation { featureKey: string; directory: string; tasksFile: string }
export interface FeatureSearch { repository: string; commit: string; featureKey?: string }

const featureFile = '.specify/feature.json';
const safePath = /^(?!\/)(?!.*(?:^|\/)\.\.?(?:\/|$))[^\0\r\n\\]{1,400}$/;

export class FeatureFinder {
  constructor(private readonly reader: RepositoryReader) {}

  /** @throws StageFailure `tasks_file.missing`, `feature.ambiguous`, `feature.invalid` */
  async find(search: FeatureSearch): Promise<FeatureLocation> {
    if (search.featureKey) return this.named(search, search.featureKey);
    return await this.pointedAt(search, featureFile) ?? await this.only(search);
  }

  private async named(search: FeatureSearch, featureKey: string): Promise<FeatureLocation> {
    const usual = locationOf(`specs/${featureKey}`);
    const entries = await this.reader.directory(search.repository, usual.directory, search.commit);
    if (entries.some((entry) => entry.name === 'tasks.md')) return usual;
    if (entries.length > 0) throw missing(search, `${usual.directory} has no tasks.md`, 'Make one with Spec Kit\'s tasks command, push it to the base branch, then retry.');
    const elsewhere = (await this.all(search)).features.filter((one) => one.featureKey === featureKey);
    return this.single(search, elsewhere, `there is no feature ${featureKey}`);
  }

  private async pointedAt(search: FeatureSearch, path: string): Promise<FeatureLocation | undefined> {
    const bytes = await this.reader.file(search.repository, path, search.commit);
    if (!bytes) return undefined;
    const directory = directoryIn(bytes);
    if (!directory) return undefined;
    if (!safePath.test(directory)) {
      throw new StageFailure({ code: 'feature.invalid', message: `${path} names the feature directory ${JSON.stringify(directory).slice(0, 200)}, which does not lie in the repository.`, remediation: `Mend feature_directory in ${path} on the base branch, or start the run with featureKey.` });
    }
    const prefix = path.slice(0, -featureFile.length);
    return locationOf(`${prefix}${directory.replace(/\/+$/, '')}`);
  }

  private async only(search: FeatureSearch): Promise<FeatureLocation> {
    return this.single(search, (await this.all(search)).features, 'no specs/*/tasks.md was found');
  }

  private async single(search: FeatureSearch, candidates: FeatureLocation[], none: string): Promise<FeatureLocation> {
    const [first, second] = candidates;
    if (!first) throw missing(search, none, 'Plan the feature with Spec Kit (specify, plan, tasks), push specs/<feature>/tasks.md to the base branch, then retry.');
    if (!second) return first;
    const names = candidates.map((one) => one.featureKey).sort();
    throw new StageFailure({
      code: 'feature.ambiguous', message: `${search.repository} has ${candidates.length} features: ${names.slice(0, 20).join(', ')}${names.length > 20 ? ', …' : ''}.`,
      remediation: 'Start the run with featureKey set to one of them.', details: { candidates: names },
    });
  }

  /** Every `…/specs/<feature>/tasks.md` of the commit, in sub-directories too; `truncated` when GitHub left some files out. */
  async all({ repository, commit }: FeatureSearch): Promise<{ features: FeatureLocation[]; truncated: boolean }> {
    const { paths, truncated } = await this.reader.paths(repository, commit);
    const features = paths
      .filter((path) => /(?:^|\/)specs\/[^/]+\/tasks\.md$/.test(path) && !/(?:^|\/)(?:node_modules|vendor)\//.test(path))
      .map((path) => locationOf(path.slice(0, -'/tasks.md'.length)));
    return { features, truncated };
  }
}

function locationOf(directory: string): FeatureLocation {
  return { featureKey: directory.split('/').at(-1) ?? directory, directory, tasksFile: `${directory}/tasks.md` };
}

function directoryIn(bytes: Uint8Array): string | undefined {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const directory = typeof parsed === 'object' && parsed !== null && 'feature_directory' in parsed ? parsed.feature_directory : undefined;
    return typeof directory === 'string' && directory !== '' ? directory : undefined;
  } catch {
    return undefined;
  }
}

function missing({ repository, commit }: FeatureSearch, what: string, remediation: string): StageFailure {
  return new StageFailure({ code: 'tasks_file.missing', message: `In ${repository} at ${commit.slice(0, 12)}: ${what}.`, remediation });
}
