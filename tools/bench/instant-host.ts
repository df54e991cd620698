// A stage service like the real ones, transport, runtime, health and all, whose stages answer at once: what is left is Specline's own cost.
import { Module, type Type } from '@nestjs/common';
import type { StageHost, StageName, StageOutput } from '#contracts';
import { Stage, runStageService, type StageContext, type StageHandler } from '#stage-runtime';
import { artifact, instantSpecification } from './instant-specification';

const sha = 'a'.repeat(40);

@Stage('discover')
class InstantDiscover implements StageHandler<'discover'> {
  async run({ request }: { request: { featureKey: string } }): Promise<StageOutput<'discover'>> {
    const { featureKey } = request;
    return {
      featureKey, featureDirectory: `specs/${featureKey}`, tasksFile: `specs/${featureKey}/tasks.md`, tasksFileDigest: `sha256:${'0'.repeat(64)}`, baseBranch: 'main', baseSha: sha,
      phase: { slug: 'phase-1', ordinal: 1, title: 'Phase 1: Setup', firstTaskId: 'T001', digest: 'd' }, diagnostics: [], branchName: `specline/${featureKey}/phase-1`,
      openTasks: [1, 2, 3, 4].map((line) => ({ id: `T00${line}`, line, text: `Create the part ${line} in src/part-${line}.ts with its tests`, files: [`src/part-${line}.ts`] })),
    };
  }
}

@Stage('submit')
class InstantSubmit implements StageHandler<'submit'> {
  async run(_input: unknown, stage: StageContext): Promise<StageOutput<'submit'>> {
    await stage.intend({ marker: stage.runId });
    return { agent: 'codex-cloud', agentVersion: 'instant', environment: 'e', taskId: 't', taskUrl: 'https://example.test/t', prompt: artifact('codex_prompt', 'submit', stage), adopted: false };
  }
}

@Stage('apply')
class InstantApply implements StageHandler<'apply'> {
  async run(_input: unknown, stage: StageContext): Promise<StageOutput<'apply'>> {
    const patch = artifact('codex_patch', 'apply', stage);
    return { patch, appliedPatch: patch, treeSha: sha, files: [{ path: 'src/part-1.ts', status: 'A' }], ticked: ['T001', 'T002', 'T003', 'T004'], findings: [], effects: [] };
  }
}

@Stage('publish')
class InstantPublish implements StageHandler<'publish'> {
  async run(): Promise<StageOutput<'publish'>> {
    return { branchName: 'b', commitSha: sha, prNumber: 1, prUrl: 'https://example.test/pull/1', created: true };
  }
}

@Stage('finalize')
class InstantFinalize implements StageHandler<'finalize'> {
  async run(_input: unknown, stage: StageContext): Promise<StageOutput<'finalize'>> {
    return { summary: artifact('run_summary', 'finalize', stage) };
  }
}

const handlers: Record<StageHost, Type<StageHandler<StageName>>[]> = {
  'discovery': [InstantDiscover], 'codex-runner': [InstantSubmit, InstantApply, ...instantSpecification], 'publisher': [InstantPublish, InstantFinalize],
};

const host = process.argv[2] as StageHost;
@Module({ controllers: handlers[host] })
class InstantModule {}

void runStageService({ host, module: InstantModule });
