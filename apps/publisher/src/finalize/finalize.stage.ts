// Ends a run: writes its summary, for people who come later and for programs that count.
import type { FinalizeOutput, StageInput } from '#contracts';
import { RunLog } from '#bus';
import { evolve, summariseTasks } from '#domain';
import { Stage, type StageContext, type StageHandler } from '#stage-runtime';
import type { Run } from '#contracts';

@Stage('finalize')
export class FinalizeStage implements StageHandler<'finalize'> {
  constructor(private readonly log: RunLog) {}

  async run({ request, discover, submit, apply, publish }: StageInput<'finalize'>, stage: StageContext): Promise<FinalizeOutput> {
    const run = (await this.log.factsOfRun(stage.runId)).reduce<Run | undefined>(evolve, undefined);
    const summary = await stage.keepJson('run_summary', {
      runId: stage.runId, repository: request.repository, featureKey: discover.featureKey, phase: discover.phase?.title ?? null,
      baseBranch: discover.baseBranch, baseSha: discover.baseSha,
      codexTaskUrl: submit?.taskUrl ?? null, ticked: apply?.ticked ?? [], findings: apply?.findings ?? [], files: apply?.files ?? [],
      branchName: publish?.branchName ?? null, commitSha: publish?.commitSha ?? null, prUrl: publish?.prUrl ?? null,
      requestedAt: run?.createdAt ?? null, attempts: stage.attempt,
      stages: run ? summariseTasks(run) : [],
      times: (run?.tasks ?? []).map(({ taskName, attempt, status, queuedAt, startedAt, finishedAt }) => ({ stage: taskName, attempt, status, queuedAt, startedAt, finishedAt })),
      artifacts: (run?.artifacts ?? []).map(({ artifactType, path, digest }) => ({ artifactType, path, digest })),
    });
    stage.conclude(publish ? `pull request ${publish.prNumber}` : 'done');
    return { summary };
  }
}
