// Finds the phase that a run would take: reads tasks.md at a commit of the base branch and says which tasks are open.
import { createHash } from 'node:crypto';
import type { Diagnostic, DiscoverOutput, OpenTask } from '#contracts';
import { StageFailure, branchName, nextPhase, parseTasks, type TasksPhase } from '#domain';
import { RepositoryReader, baseCommitOf } from '#github';
import { FeatureFinder } from './feature-finder';

export interface PhaseSearch { repository: string; featureKey?: string | undefined; baseBranch?: string | undefined }

const mostTasks = 200;
const mostDiagnostics = 50;
const longestText = 500;

export class PhaseFinder {
  constructor(private readonly reader: RepositoryReader, private readonly features: FeatureFinder) {}

  /** `phase` is null when nothing is open. @param reading is told where it looks @throws StageFailure `tasks_file.*`, `feature.*`, `base_branch.*`, `repository.*`, `credential.*`, `github.*` */
  async find({ repository, featureKey, baseBranch }: PhaseSearch, reading: (message: string) => void = () => undefined): Promise<DiscoverOutput> {
    const base = await baseCommitOf(this.reader, repository, baseBranch);
    reading(`reading ${base.branch} at ${base.sha.slice(0, 12)}`);
    const feature = await this.features.find({ repository, commit: base.sha, ...(featureKey === undefined ? {} : { featureKey }) });
    const bytes = await this.read(repository, feature.tasksFile, base.sha);
    const document = parseTasks(bytes);
    const next = nextPhase(document);
    if (next.outcome === 'error') throw malformed(feature.tasksFile, next.diagnostics);
    const found = {
      featureKey: feature.featureKey, featureDirectory: feature.directory, tasksFile: feature.tasksFile,
      tasksFileDigest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
      baseBranch: base.branch, baseSha: base.sha, diagnostics: document.diagnostics.slice(0, mostDiagnostics),
    };
    if (next.outcome === 'no_work') return { ...found, phase: null, openTasks: [], branchName: null };
    return {
      ...found, phase: phaseOf(next.phase), openTasks: next.openTasks.slice(0, mostTasks).map(openTask),
      branchName: branchName({ featureKey: feature.featureKey, phaseSlug: next.phase.slug }),
    };
  }

  private async read(repository: string, path: string, commit: string): Promise<Uint8Array> {
    const bytes = await this.reader.file(repository, path, commit);
    if (!bytes) throw new StageFailure({ code: 'tasks_file.missing', message: `${repository} has no ${path} at ${commit.slice(0, 12)}.`, remediation: 'Make it with Spec Kit\'s tasks command, push it to the base branch, then retry.' });
    return bytes;
  }
}

function phaseOf({ slug, ordinal, title, firstTaskId, digest }: TasksPhase) {
  return { slug, ordinal, title, firstTaskId, digest };
}

function openTask({ id, line, text, files }: OpenTask): OpenTask {
  return { id, line, text: text.slice(0, longestText), files: files.slice(0, 20) };
}

function malformed(path: string, diagnostics: Diagnostic[]): StageFailure {
  const first = diagnostics.find((one) => one.severity === 'error') ?? diagnostics[0];
  return new StageFailure({
    code: first?.code === 'tasks_file.too_large' ? first.code : 'tasks_file.malformed',
    message: `${path}, line ${first?.line ?? 1}: ${first?.message ?? 'no phase and no task was found'}`,
    remediation: `Mend ${path} on the base branch at the line named, then retry the run.`,
    details: { diagnostics: diagnostics.slice(0, mostDiagnostics) },
  });
}
