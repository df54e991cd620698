// Which logs a run has, and where the one is that is being written: no fact names a log before its stage is over, but its place says its id.
import { v5 as uuidv5 } from 'uuid';
import { artifactIdNamespace, artifactPlaceName, type RunView } from '#contracts';

export interface LogPlace { artifactId: string; stage: string; attempt: number }
export interface LogWish { stage?: string; attempt?: number }

/** In the order in which they are written. */
export function logPlacesOf({ id, tasks = [], artifacts = [] }: Pick<RunView, 'id' | 'tasks' | 'artifacts'>, { stage, attempt }: LogWish): LogPlace[] {
  return tasks
    .filter((task) => task.startedAt !== null && (stage === undefined || task.taskName === stage) && (attempt === undefined || task.attempt === attempt))
    .flatMap(({ taskName, attempt: number, status }) => {
      const artifactId = uuidv5(artifactPlaceName({ runId: id, stage: taskName, attempt: number, kind: 'codex_logs' }), artifactIdNamespace);
      const isKept = artifacts.some((one) => one.id === artifactId);
      return isKept || status === 'running' ? [{ artifactId, stage: taskName, attempt: number }] : [];
    });
}
