// All features of a repository with their phases, for whoever chooses what to run next.
import type { Feature, FeaturesQuestion, RepositoryFeatures } from '#contracts';
import { nextPhase, parseTasks } from '#domain';
import { RepositoryReader, baseCommitOf } from '#github';
import { FeatureFinder, type FeatureLocation } from './feature-finder';

const mostFeatures = 100;
const mostPhases = 100;
const mostDiagnostics = 20;
const longestText = 300;
/** An answer is one message of NATS, which takes a mebibyte. */
const mostBytes = 700_000;
const readAtOnce = 6;
const mostKept = 50;

export class FeatureSurvey {
  /** A commit never changes: what was read at it is good for as long as there is room. */
  private readonly kept = new Map<string, Pick<RepositoryFeatures, 'features' | 'truncated'>>();

  constructor(private readonly reader: RepositoryReader, private readonly finder: FeatureFinder) {}

  /** In order of their keys, those that fit. @throws StageFailure `base_branch.*`, `repository.*`, `credential.*`, `github.*` */
  async of({ repository, baseBranch }: FeaturesQuestion): Promise<RepositoryFeatures> {
    const base = await baseCommitOf(this.reader, repository, baseBranch);
    const place = `${base.repository}@${base.sha}`;
    const read = this.kept.get(place) ?? await this.read(repository, base.sha);
    this.keep(place, read);
    return { repository: base.repository, baseBranch: base.branch, baseSha: base.sha, ...read };
  }

  private async read(repository: string, commit: string): Promise<Pick<RepositoryFeatures, 'features' | 'truncated'>> {
    const { features: all, truncated } = await this.finder.all({ repository, commit });
    const asked = all.sort((one, other) => (one.featureKey < other.featureKey ? -1 : 1)).slice(0, mostFeatures);
    const features: Feature[] = [];
    let bytes = 0;
    for (let index = 0; index < asked.length; index += readAtOnce) {
      for (const feature of await Promise.all(asked.slice(index, index + readAtOnce).map((one) => this.feature(repository, one, commit)))) {
        bytes += Buffer.byteLength(JSON.stringify(feature));
        if (bytes > mostBytes) return { features, truncated: true };
        features.push(feature);
      }
    }
    return { features, truncated: truncated || all.length > asked.length };
  }

  private async feature(repository: string, { featureKey, directory, tasksFile }: FeatureLocation, commit: string): Promise<Feature> {
    const bytes = await this.reader.file(repository, tasksFile, commit);
    const document = parseTasks(bytes ?? new Uint8Array());
    const next = nextPhase(document);
    return {
      featureKey, directory, tasksFile, current: next.outcome === 'ok' ? next.phase.slug : null,
      phases: document.phases.slice(0, mostPhases).map(({ slug, ordinal, title, firstTaskId, tasks }) => ({
        slug, ordinal, title: title.slice(0, longestText), firstTaskId, done: tasks.filter(({ done, dropped }) => done && !dropped).length, total: tasks.filter(({ dropped }) => !dropped).length,
      })),
      diagnostics: document.diagnostics.slice(0, mostDiagnostics).map((one) => ({ ...one, message: one.message.slice(0, longestText) })),
    };
  }

  private keep(place: string, read: Pick<RepositoryFeatures, 'features' | 'truncated'>): void {
    this.kept.delete(place);
    this.kept.set(place, read);
    if (this.kept.size > mostKept) this.kept.delete(this.kept.keys().next().value as string);
  }
}
