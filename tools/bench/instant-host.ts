// A stage service like the real ones, transport, runtime, health and all, whose stages answer at once: what is left is Specline's own cost.
import { Module, type Type } from '@nestjs/common';
import type { Artifact, ArtifactKind, StageHost, StageName, StageOutput } from '#contracts';
import { Stage, runStageService, type StageContext, type StageHandler } from '#stage-runtime';

const sha = 'a'.repeat(40);

function artifact(kind: ArtifactKind, stage: string, { runId }: StageContext): Artifact {
  return {
    id: '00000000-0000-5000-8000-000000000001', artifactType: kind, stage, attempt: 1, path: `${runId}/${stage}-1-${kind}.txt`, contentType: 'text/plain', sizeBytes: 100,
    digest: `sha256:${'0'.repeat(64)}`, pinned: false, expiresAt: null, createdAt: '2026-01-01T00:00:00.000Z',
  };
}

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

/** The bench runs phases; at boot a host has a handler for each of its stages all the same. */
@Stage('prepare')
class InstantPrepare implements StageHandler<'prepare'> {
  async run({ request: { featureKey } }: { request: { featureKey: string } }): Promise<StageOutput<'prepare'>> {
    return { featureKey, featureDirectory: `specs/${featureKey}`, baseBranch: 'main', baseSha: sha, branchName: 'b', image: 'sha256:0', specKitVersion: '0' };
  }
}

function written(stage: StageContext): StageOutput<'specify'> {
  const patch = artifact('codex_patch', stage.stage, stage);
  return { agent: 'command', agentVersion: 'instant', promptDigest: patch.digest, forwardedEnvironment: [], usage: null, prompt: patch, change: { patch, appliedPatch: patch, treeSha: sha, files: [], findings: [] } };
}

@Stage('specify')
class InstantSpecify implements StageHandler<'specify'> {
  async run(_input: unknown, stage: StageContext): Promise<StageOutput<'specify'>> { return written(stage); }
}

@Stage('plan')
class InstantPlan implements StageHandler<'plan'> {
  async run(_input: unknown, stage: StageContext): Promise<StageOutput<'plan'>> { return written(stage); }
}

@Stage('tasks')
class InstantTasks implements StageHandler<'tasks'> {
  async run(_input: unknown, stage: StageContext): Promise<StageOutput<'tasks'>> { return written(stage); }
}

@Stage('cleanup')
class InstantCleanup implements StageHandler<'cleanup'> {
  async run(_input: unknown, stage: StageContext): Promise<StageOutput<'cleanup'>> {
    return { outcome: 'removed', removed: [], left: [], report: artifact('cleanup_report', 'cleanup', stage) };
  }
}

@Stage('finalize')
class InstantFinalize implements StageHandler<'finalize'> {
  async run(_input: unknown, stage: StageContext): Promise<StageOutput<'finalize'>> {
    return { summary: artifact('run_summary', 'finalize', stage) };
  }
}

const handlers: Record<StageHost, Type<StageHandler<StageName>>[]> = {
  'discovery': [InstantDiscover], 'codex-runner': [InstantSubmit, InstantApply, InstantPrepare, InstantSpecify, InstantPlan, InstantTasks, InstantCleanup], 'publisher': [InstantPublish, InstantFinalize],
};

const host = process.argv[2] as StageHost;
@Module({ controllers: handlers[host] })
class InstantModule {}

void runStageService({ host, module: InstantModule });
