// Which logs a run has, and where the one is that is being written: no fact names a log before its stage is over, but its place says its id.
import { v5 as uuidv5 } from 'uuid';
import { artifactIdNamespace, artifactPlaceName, type LogKind, type RunView } from '#contracts';

export interface LogPlace { artifactId: string; stage: string; attempt: number }
/** Without `kind` what the agent did, wherever it works. */
export interface LogWish { stage?: string; attempt?: number; kind?: LogKind }

const whatWasDone = ['codex_logs', 'agent_events'] as const satisfies readonly LogKind[];

/** In the order in which they are written. */
export function logPlacesOf({ id, tasks = [], artifacts = [] }: Pick<RunView, 'id' | 'tasks' | 'artifacts'>, { stage, attempt, kind: wanted }: LogWish): LogPlace[] {
  const kinds: readonly LogKind[] = wanted === undefined ? whatWasDone : [wanted];
  return tasks
    .filter((task) => task.startedAt !== null && (stage === undefined || task.taskName === stage) && (attempt === undefined || task.attempt === attempt))
    .flatMap(({ taskName, attempt: number, status }) => kinds.flatMap((kind) => {
      const artifactId = uuidv5(artifactPlaceName({ runId: id, stage: taskName, attempt: number, kind }), artifactIdNamespace);
      const isKept = artifacts.some((one) => one.id === artifactId);
      return isKept || status === 'running' ? [{ artifactId, stage: taskName, attempt: number }] : [];
    }));
}
