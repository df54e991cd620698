// Waits for the agent's diff, applies it to the base in git's index only, and checks what it does before anything is published.
import { patchForm } from '#artifacts';
import type { ApplyOutput, Artifact, Candidate, DiscoverOutput, Failure, StageInput } from '#contracts';
import { publishEffects } from '#domain';
import { Stage, type StageContext, type StageHandler } from '#stage-runtime';
import { CodexCloudAgent } from '../agents/codex-cloud/codex-cloud-agent';
import { CodexFailure } from '../agents/codex-cloud/codex-failure';
import { CandidateChoice, type ChosenAnswer } from './candidate-choice';
import { checkPatch, requireAcceptable, type CheckedPatch } from './patch-check';
import { RepositoryMirrors } from './repository-mirrors';
import { TaskWaiting, type AwaitedTask } from './task-wait';

const mostFiles = 500;
const mostFindings = 200;

/** What is gone on with: one answer and what the check made of it, with all of them where there are several. */
interface AcceptedAnswer { patch: Artifact; checked: CheckedPatch; candidates?: Candidate[]; remark: string }

@Stage('apply')
export class ApplyStage implements StageHandler<'apply'> {
  constructor(
    private readonly agent: CodexCloudAgent,
    private readonly waiting: TaskWaiting,
    private readonly mirrors: RepositoryMirrors,
    private readonly choice: CandidateChoice,
  ) {}

  async run(input: StageInput<'apply'>, stage: StageContext): Promise<ApplyOutput> {
    const { request, discover } = input;
    const { patch, checked, candidates, remark } = await this.accepted(input, stage);
    const appliedPatch = await stage.keep('applied_patch', checked.canonical, patchForm);
    const files = checked.changes.slice(0, mostFiles).map(({ path, status }) => ({ path, status }));
    const effects = publishEffects({ request, discover, treeSha: checked.tree });
    await stage.keepJson('apply_report', {
      base: discover.baseSha, tree: checked.tree, files: checked.changes.map(({ path, status, oldMode, newMode }) => ({ path, status, oldMode, newMode })),
      ticked: checked.ticked, findings: checked.findings, effects, published: !request.dryRun,
    });
    stage.conclude(`${checked.changes.length} files, ${checked.ticked.length} of ${discover.openTasks.length} tasks ticked${remark}${request.dryRun ? '; dry run: nothing is published' : ''}`);
    return {
      patch, appliedPatch, treeSha: checked.tree, files, ticked: checked.ticked, findings: checked.findings.slice(0, mostFindings), effects,
      ...(candidates ? { candidates } : {}),
    };
  }

  private async accepted({ request, discover, submit }: StageInput<'apply'>, stage: StageContext): Promise<AcceptedAnswer> {
    const { attempts } = request;
    const wanted = stage.fact.retry?.candidate;
    if (wanted !== undefined) return accept(await this.choice.wanted(wanted, discover, stage), `; answer ${wanted} of ${attempts}, as an operator chose`, stage);
    const log = await stage.openLog('codex_logs');
    const write = (line: string): void => log.line(line);
    const task = remoteTask(submit);
    await stage.awaitAgent(this.waiting.until({ ...task, submittedAt: new Date(stage.fact.at) }, stage, write));
    if (attempts === 1) return this.only(await this.diffOf(task, stage, write), discover, stage);
    const best = await this.choice.best((attempt) => this.diffOf(task, stage, write, attempt), discover, stage);
    return accept(best, `; answer ${best.candidate} of ${attempts} is the best`, stage);
  }

  private async only(diff: string, discover: DiscoverOutput, stage: StageContext): Promise<AcceptedAnswer> {
    const patch = await stage.keep('codex_patch', new TextEncoder().encode(diff), patchForm);
    requireAcceptable(diff, 'submit');
    stage.progress('checking the patch');
    const checked = await this.mirrors.at(stage.repository, discover.baseSha, stage.signal, (mirror) => checkPatch(mirror, diff, discover, stage));
    return { patch, checked, remark: '' };
  }

  /** The CLI says the same of a question, an error and an empty answer; the task's page tells them apart. */
  private async diffOf({ taskId, taskUrl }: RemoteTask, stage: StageContext, log: (line: string) => void, attempt?: number): Promise<string> {
    try {
      return await this.agent.diff(taskId, { log, signal: stage.signal, ...(attempt === undefined ? {} : { attempt }) });
    } catch (error) {
      if (error instanceof CodexFailure) guide(error.failure, taskUrl);
      throw error;
    }
  }
}

async function accept({ diff, checked, candidates }: ChosenAnswer, remark: string, stage: StageContext): Promise<AcceptedAnswer> {
  return { patch: await stage.keep('codex_patch', new TextEncoder().encode(diff), patchForm), checked, candidates, remark };
}

type RemoteTask = Pick<AwaitedTask, 'taskId' | 'taskUrl' | 'environment'>;

function remoteTask({ taskId, taskUrl, environment, agent }: StageInput<'apply'>['submit']): RemoteTask {
  if (taskUrl === null || environment === null) throw new Error(`${agent} has no task in Codex Cloud`);
  return { taskId, taskUrl, environment };
}

function guide(failure: Failure, taskUrl: string): void {
  if (failure.code === 'codex.no_diff') {
    failure.remediation = `Open ${taskUrl}: the agent may have asked a question or failed there. Make the tasks clearer, push them to the base branch, then retry the run to ask Codex anew.`;
  }
  if (failure.code === 'codex.cli_output') failure.remediation += ` If ${taskUrl} shows that the answer itself is no diff, start again with the mode restart_from_discovery.`;
  // The same task would give the same diff again.
  if (failure.code === 'patch.too_large') failure.resume = 'submit';
}
