// Ends a run: writes its summary, for people who come later and for programs that count.
import type { AgentUsage, FinalizeOutput, StageInput } from '#contracts';
import { RunLog } from '#bus';
import { evolve, summariseTasks } from '#domain';
import { Stage, type StageContext, type StageHandler } from '#stage-runtime';
import type { Run } from '#contracts';

@Stage('finalize')
export class FinalizeStage implements StageHandler<'finalize'> {
  constructor(private readonly log: RunLog) {}

  async run(input: StageInput<'finalize'>, stage: StageContext): Promise<FinalizeOutput> {
    const { request, discover, prepare, submit, apply, tasks, publish, cleanup } = input;
    const base = prepare ?? discover;
    const change = apply ?? tasks?.change;
    const run = (await this.log.factsOfRun(stage.runId)).reduce<Run | undefined>(evolve, undefined);
    const summary = await stage.keepJson('run_summary', {
      runId: stage.runId, workflow: request.workflow, repository: request.repository, featureKey: base?.featureKey ?? request.featureKey, phase: discover?.phase?.title ?? null,
      baseBranch: base?.baseBranch ?? null, baseSha: base?.baseSha ?? null, agent: request.agent,
      codexTaskUrl: submit?.taskUrl ?? null, ticked: apply?.ticked ?? [], findings: change?.findings ?? [], files: change?.files ?? [],
      usage: usageOf(input), cleanup: cleanup?.outcome ?? null,
      branchName: publish?.branchName ?? null, commitSha: publish?.commitSha ?? null, prUrl: publish?.prUrl ?? null,
      requestedAt: run?.createdAt ?? null, attempts: stage.attempt,
      stages: run ? summariseTasks(run) : [],
      times: (run?.tasks ?? []).map(({ taskName, attempt, status, queuedAt, startedAt, finishedAt }) => ({ stage: taskName, attempt, status, queuedAt, startedAt, finishedAt })),
      artifacts: (run?.artifacts ?? []).map(({ artifactType, path, digest }) => ({ artifactType, path, digest })),
    });
    const isNothing = request.workflow === 'specify' && !change;
    if (isNothing) stage.endRun('no_changes');
    stage.conclude(publish ? `pull request ${publish.prNumber}` : isNothing ? 'the agent changed nothing' : 'done');
    return { summary };
  }
}

/** By stage, as the agents reported it; null where one reported nothing. */
function usageOf({ apply, specify, plan, tasks }: StageInput<'finalize'>): Record<string, AgentUsage | null> {
  return { ...(apply?.usage === undefined ? {} : { apply: apply.usage }), ...(specify ? { specify: specify.usage } : {}), ...(plan ? { plan: plan.usage } : {}), ...(tasks ? { tasks: tasks.usage } : {}) };
}
