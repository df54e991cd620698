// A stage service like the real ones whose stages tell stories instead of asking GitHub and Codex: many runs of every kind within seconds, to look at.
import { setTimeout as pause } from 'node:timers/promises';
import { Module, type Type } from '@nestjs/common';
import { jsonForm, patchForm, textForm } from '#artifacts';
import type { StageHost, StageInput, StageName, StageOutput } from '#contracts';
import { StageFailure } from '#domain';
import { Stage, runStageService, type StageContext, type StageHandler } from '#stage-runtime';
import { conflictReport, discovered, logLine, misfit, patchFor } from './material';
import { answerAs } from './rehearsed-answers';
import { storyOf, troubles, type Story } from './story';

const commit = 'c'.repeat(40);
const slowMilliseconds = 3000;
const longLogLines = 100_000;

const storyIn = ({ request }: StageContext): Story => storyOf(request.externalRef);

/** The part of a stage's life that all of them share: it takes its time, and fails where the story says so. */
async function act(stage: StageContext): Promise<void> {
  const story = storyIn(stage);
  stage.progress(`${stage.stage} is at work`);
  await pause(story === 'slow' ? slowMilliseconds : 20, undefined, { signal: stage.signal });
  const trouble = troubles[story];
  if (trouble?.stage !== stage.stage || stage.attempt > 1) return;
  const report = story === 'conflict' ? await stage.keep('conflict_report', JSON.stringify(conflictReport, null, 2), jsonForm) : undefined;
  throw new StageFailure({ ...trouble.failure, ...(report ? { artifacts: [report.id] } : {}) });
}

/** Some agents are quicker than others, and always the same in the same run: 0.2 to 1.2 s, or as long as a slow stage. */
const agentMilliseconds = (stage: StageContext): number => (storyIn(stage) === 'slow' ? slowMilliseconds : 200 + Number.parseInt(stage.runId.slice(-3), 16) % 1000);

/** The phase is the number at the end of the notes, so that one feature can have runs of several phases. */
const ordinalOf = ({ request }: StageContext): number => Number(/(\d+)$/.exec(request.notes ?? '')?.[1] ?? 1);

@Stage('discover')
class RehearsedDiscover implements StageHandler<'discover'> {
  async run({ request: { featureKey } }: StageInput<'discover'>, stage: StageContext): Promise<StageOutput<'discover'>> {
    await act(stage);
    const found = discovered(featureKey, ordinalOf(stage));
    if (storyIn(stage) !== 'no-work') return found;
    stage.endRun('no_work');
    return { ...found, phase: null, openTasks: [], branchName: null };
  }
}

@Stage('submit')
class RehearsedSubmit implements StageHandler<'submit'> {
  async run({ discover }: StageInput<'submit'>, stage: StageContext): Promise<StageOutput<'submit'>> {
    const log = await stage.openLog('codex_logs');
    const prompt = await stage.keep('codex_prompt', `Implement "${discover.phase?.title}".\n\n${discover.openTasks.map(({ id, text }) => `- ${id} ${text}`).join('\n')}\n`, textForm);
    stage.audited({ codexStatus: 'valid', githubStatus: 'skipped', checkedAt: new Date().toISOString(), notes: ['Codex answered the listing.'] });
    const lines = storyIn(stage) === 'long-log' ? longLogLines : 40;
    for (let number = 1; number <= lines; number += 1) log.line(logLine(new Date(), number));
    if (!stage.recovering) await stage.intend({ marker: `[specline:${stage.runId}/${stage.attempt}]` });
    await act(stage);
    stage.conclude('submitted https://chatgpt.com/codex/tasks/task_e_rehearsed');
    return { agent: 'codex-cloud', agentVersion: '0.0.0', environment: 'rehearsal', taskId: 'task_e_rehearsed', taskUrl: 'https://chatgpt.com/codex/tasks/task_e_rehearsed', prompt, adopted: false };
  }
}

@Stage('apply')
class RehearsedApply implements StageHandler<'apply'> {
  async run({ discover }: StageInput<'apply'>, stage: StageContext): Promise<StageOutput<'apply'>> {
    stage.progress('the Codex task is pending');
    await stage.awaitAgent(pause(agentMilliseconds(stage), undefined, { signal: stage.signal }));
    const [story, first] = [storyIn(stage), stage.attempt === 1];
    const text = patchFor(discover);
    const given = story === 'conflict' && first ? misfit + text : text;
    if (story === 'no-diff' && first) await act(stage);
    const patch = await stage.keep('codex_patch', given, patchForm);
    await act(stage);
    const appliedPatch = await stage.keep('applied_patch', text, patchForm);
    const ticked = discover.openTasks.flatMap(({ id }) => (id ? [id] : []));
    stage.conclude(`5 files, ${ticked.length} of ${ticked.length} tasks ticked`);
    return { patch, appliedPatch, treeSha: commit, files: discover.openTasks.flatMap(({ files }) => files.map((path) => ({ path, status: 'A' }))), ticked, findings: [], effects: [`push ${discover.branchName}`] };
  }
}

@Stage('publish')
class RehearsedPublish implements StageHandler<'publish'> {
  async run(input: StageInput<'publish'>, stage: StageContext): Promise<StageOutput<'publish'>> {
    stage.audited({ codexStatus: 'skipped', githubStatus: storyIn(stage) === 'no-scope' && stage.attempt === 1 ? 'scope_missing' : 'valid', checkedAt: new Date().toISOString(), notes: ['Asked GitHub for a pull request that it refuses.'] });
    await act(stage);
    const prNumber = Number.parseInt(stage.runId.slice(-6), 16) % 10_000;
    const { branchName } = 'discover' in input ? input.discover : input.prepare;
    return { branchName: branchName ?? '', commitSha: commit, prNumber, prUrl: `https://github.com/${stage.repository}/pull/${prNumber}`, created: true };
  }
}

@Stage('prepare')
class RehearsedPrepare implements StageHandler<'prepare'> {
  async run({ request: { featureKey } }: StageInput<'prepare'>, stage: StageContext): Promise<StageOutput<'prepare'>> {
    await act(stage);
    const key = `00${1 + Number.parseInt(stage.runId.slice(-1), 16) % 9}-${featureKey}`;
    stage.conclude(`specs/${key} on main at ${commit.slice(0, 12)}`);
    return { featureKey: key, featureDirectory: `specs/${key}`, baseBranch: 'main', baseSha: commit, branchName: `specline/${key}/spec`, image: 'sha256:rehearsed', specKitVersion: '1.0.1' };
  }
}

/** Each step adds its document to what the earlier ones wrote. */
async function write({ request, prepare }: StageInput<'specify'>, stage: StageContext): Promise<StageOutput<'specify'>> {
  const log = await stage.openLog('agent_events');
  const prompt = await stage.keep('codex_prompt', `Write ${stage.stage}.md of ${prepare.featureKey}.\n`, textForm);
  for (let number = 1; number <= 20; number += 1) log.line(logLine(new Date(), number));
  await act(stage);
  const work = { agent: request.agent, agentVersion: '0.0.0', promptDigest: prompt.digest, forwardedEnvironment: ['CODEX_API_KEY'], usage: { inputTokens: 18_400, cachedInputTokens: 9_200, outputTokens: 3_100 }, prompt };
  if (storyIn(stage) === 'no-work') {
    stage.continueAt('cleanup');
    stage.conclude(`${request.agent} changed nothing`);
    return { ...work, change: null };
  }
  const files = writtenUntil(stage.stage).map((name) => ({ path: `${prepare.featureDirectory}/${name}`, status: 'A' }));
  const text = files.map(({ path }) => `diff --git a/${path} b/${path}\nnew file mode 100644\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+# ${path}\n`).join('');
  const [patch, appliedPatch] = [await stage.keep('codex_patch', text, patchForm), await stage.keep('applied_patch', text, patchForm)];
  stage.conclude(`${files.length} files below ${prepare.featureDirectory}`);
  return { ...work, change: { patch, appliedPatch, treeSha: commit, files, findings: [] } };
}

@Stage('specify')
class RehearsedSpecify implements StageHandler<'specify'> {
  run(input: StageInput<'specify'>, stage: StageContext): Promise<StageOutput<'specify'>> { return write(input, stage); }
}

@Stage('plan')
class RehearsedPlan implements StageHandler<'plan'> {
  run(input: StageInput<'plan'>, stage: StageContext): Promise<StageOutput<'plan'>> { return write(input, stage); }
}

@Stage('tasks')
class RehearsedTasks implements StageHandler<'tasks'> {
  run(input: StageInput<'tasks'>, stage: StageContext): Promise<StageOutput<'tasks'>> { return write(input, stage); }
}

function writtenUntil(step: string): string[] {
  const documents = ['spec.md', 'plan.md', 'tasks.md'];
  return documents.slice(0, documents.indexOf(`${step === 'specify' ? 'spec' : step}.md`) + 1);
}

@Stage('cleanup')
class RehearsedCleanup implements StageHandler<'cleanup'> {
  async run(_input: unknown, stage: StageContext): Promise<StageOutput<'cleanup'>> {
    await act(stage);
    const removed = [`specline-${stage.runId}-tasks-1-phase`, `speckit_workspaces-${stage.runId}`];
    stage.conclude(`removed ${removed.join(', ')}`);
    return { outcome: 'removed', removed, left: [], report: await stage.keepJson('cleanup_report', { outcome: 'removed', removed, left: [] }) };
  }
}

@Stage('finalize')
class RehearsedFinalize implements StageHandler<'finalize'> {
  async run({ request, tasks }: StageInput<'finalize'>, stage: StageContext): Promise<StageOutput<'finalize'>> {
    if (request.workflow === 'specify' && !tasks) stage.endRun('no_changes');
    return { summary: await stage.keepJson('run_summary', { runId: stage.runId, repository: stage.repository }) };
  }
}

const handlers: Record<StageHost, Type<StageHandler<StageName>>[]> = {
  'discovery': [RehearsedDiscover], 'codex-runner': [RehearsedSubmit, RehearsedApply, RehearsedPrepare, RehearsedSpecify, RehearsedPlan, RehearsedTasks, RehearsedCleanup], 'publisher': [RehearsedPublish, RehearsedFinalize],
};

const host = process.argv[2] as StageHost;
@Module({ controllers: handlers[host] })
class RehearsalModule {}

void runStageService({ host, module: RehearsalModule, started: (_, { questions }) => answerAs(host, questions) });
