// A stage service like the real ones whose effects are counted by a ledger: hundreds of runs in a minute, with Specline's own way to submit a task exactly once.
import { Module, type Type } from '@nestjs/common';
import { patchForm, textForm } from '#artifacts';
import type { StageHost, StageInput, StageName, StageOutput } from '#contracts';
import { StageFailure, markerOf } from '#domain';
import { loadConfig } from '#platform';
import { Stage, runStageService, type StageContext, type StageHandler } from '#stage-runtime';
import { TaskSubmission } from '../../../apps/codex-runner/src/agents/codex-cloud/task-submission';
import { instantSpecification } from '../../bench/instant-specification';
import { discovered } from '../../rehearsal/material';
import { DeathTrap } from './death-trap';
import { LedgerDoor, LedgerUnwell } from './ledger-door';

const sha = 'c'.repeat(40);
const config = loadConfig();
const deathTrap = new DeathTrap(config.dataDirectory);
/** The ledger is where GitHub would be. */
const ledger = new LedgerDoor(config.github.apiUrl, config.github.token ?? config.github.readToken, () => deathTrap.spring('calling'));

/** What the ledger did not do is asked for again, as with GitHub. */
async function retryable<Answer>(call: Promise<Answer>): Promise<Answer> {
  return call.catch((cause: unknown) => {
    if (!(cause instanceof LedgerUnwell)) throw cause;
    throw new StageFailure({ code: 'github.unavailable', retryable: true, message: cause.message, remediation: 'Nothing has to be done: the stage tries again by itself.' });
  });
}

@Stage('discover')
class CountedDiscover implements StageHandler<'discover'> {
  async run({ request: { featureKey } }: StageInput<'discover'>, stage: StageContext): Promise<StageOutput<'discover'>> {
    deathTrap.meet(stage);
    await retryable(ledger.call('GET', '/pulls?branch=none'));
    return discovered(featureKey, 1);
  }
}

@Stage('submit')
class CountedSubmit implements StageHandler<'submit'> {
  private readonly submission = new TaskSubmission(ledger, config.codex);

  async run(_input: unknown, stage: StageContext): Promise<StageOutput<'submit'>> {
    deathTrap.meet(stage);
    const marker = markerOf(stage.runId, stage.attempt);
    const prompt = await stage.keep('codex_prompt', `${marker}\n`, textForm);
    const task = await this.submission.submit({ environment: 'ledger', branch: 'main', prompt: marker, attempts: 1, marker }, stage, () => undefined);
    return { agent: 'codex-cloud', agentVersion: 'counted', environment: 'ledger', taskId: task.taskId, taskUrl: task.url, prompt, adopted: task.adopted };
  }
}

@Stage('apply')
class CountedApply implements StageHandler<'apply'> {
  async run(_input: unknown, stage: StageContext): Promise<StageOutput<'apply'>> {
    deathTrap.meet(stage);
    const patch = await stage.keep('codex_patch', `${stage.runId}\n`, patchForm);
    await retryable(ledger.call('GET', '/pulls?branch=none'));
    return { patch, appliedPatch: patch, treeSha: sha, files: [], ticked: [], findings: [], effects: [] };
  }
}

@Stage('publish')
class CountedPublish implements StageHandler<'publish'> {
  async run(_input: unknown, stage: StageContext): Promise<StageOutput<'publish'>> {
    deathTrap.meet(stage);
    const branch = `specline/${stage.runId}`;
    await retryable(ledger.call('PUT', '/branches', { branch }));
    const before = await this.pullRequestOf(branch);
    // Whatever this is answered, the next look tells.
    if (!before) await ledger.call('POST', '/pulls', { branch }).catch(() => undefined);
    const prNumber = before ?? await this.pullRequestOf(branch);
    if (prNumber === undefined) throw new StageFailure({ code: 'github.unavailable', retryable: true, message: 'There is no pull request yet.', remediation: 'Nothing has to be done: the stage tries again by itself.' });
    return { branchName: branch, commitSha: sha, prNumber, prUrl: `https://github.com/${stage.repository}/pull/${prNumber}`, created: !before };
  }

  private async pullRequestOf(branch: string): Promise<number | undefined> {
    const { numbers } = await retryable(ledger.call<{ numbers: number[] }>('GET', `/pulls?branch=${encodeURIComponent(branch)}`));
    return numbers[0];
  }
}

@Stage('finalize')
class CountedFinalize implements StageHandler<'finalize'> {
  async run(_input: unknown, stage: StageContext): Promise<StageOutput<'finalize'>> {
    deathTrap.meet(stage);
    return { summary: await stage.keepJson('run_summary', { runId: stage.runId }) };
  }
}

const handlers: Record<StageHost, Type<StageHandler<StageName>>[]> = {
  'discovery': [CountedDiscover], 'codex-runner': [CountedSubmit, CountedApply, ...instantSpecification], 'publisher': [CountedPublish, CountedFinalize],
};

const host = process.argv[2] as StageHost;
@Module({ controllers: handlers[host] })
class CountedModule {}

void runStageService({ host, module: CountedModule, passing: (point) => deathTrap.spring(point) });
