// Answers the gateway's question whether a phase is still the one that a run was given.
import type { PhaseAnswer, PhaseQuestion } from '#contracts';
import { findPhase, isTaskOpen, orFailure, parseTasks } from '#domain';
import { RepositoryReader, baseCommitOf } from '#github';

export class PhaseAnswerer {
  constructor(private readonly reader: RepositoryReader) {}

  answer({ repository, baseBranch, tasksFile, phase }: PhaseQuestion): Promise<PhaseAnswer> {
    return orFailure(async () => {
      const base = await baseCommitOf(this.reader, repository, baseBranch);
      const bytes = await this.reader.file(repository, tasksFile, base.sha);
      const found = bytes && findPhase(parseTasks(bytes), phase);
      if (!found) return { state: 'gone', baseSha: base.sha };
      if (!found.tasks.some(isTaskOpen)) return { state: 'done', baseSha: base.sha };
      return { state: found.digest === phase.digest ? 'same' : 'changed', baseSha: base.sha };
    });
  }
}
