// The stages of specifications for hosts that run phases only: at boot a host has a handler for each of its stages all the same.
import type { Type } from '@nestjs/common';
import type { Artifact, ArtifactKind, StageName, StageOutput } from '#contracts';
import { Stage, type StageContext, type StageHandler } from '#stage-runtime';

const sha = 'a'.repeat(40);

/** One that is told of and kept nowhere. */
export function artifact(kind: ArtifactKind, stage: string, { runId }: StageContext): Artifact {
  return {
    id: '00000000-0000-5000-8000-000000000001', artifactType: kind, stage, attempt: 1, path: `${runId}/${stage}-1-${kind}.txt`, contentType: 'text/plain', sizeBytes: 100,
    digest: `sha256:${'0'.repeat(64)}`, pinned: false, expiresAt: null, createdAt: '2026-01-01T00:00:00.000Z',
  };
}

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

export const instantSpecification: Type<StageHandler<StageName>>[] = [InstantPrepare, InstantSpecify, InstantPlan, InstantTasks, InstantCleanup];
