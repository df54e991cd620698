// What the stage runtime stands on.
import type { ArtifactStore } from '#artifacts';
import type { DeadLetters, LaneKnowledge, RunLog } from '#bus';
import type { News } from '#contracts';
import type { Logger, Redactor } from '#platform';

/** Points of a stage's life between which a worker may die: its intent is stored, its handler has done its work, its closing fact is stored and not yet acknowledged. */
export type StagePoint = 'intended' | 'handled' | 'told';

/** `now`, `newId` and `random` are given so that simulations can choose them. */
export interface StageRuntimeParts {
  log: RunLog;
  lanes: LaneKnowledge;
  news: { tell(news: News): void };
  deadLetters: DeadLetters;
  artifacts: ArtifactStore;
  redactor: Redactor;
  logger: Logger;
  worker: string;
  now: () => Date;
  newId: () => string;
  random?: () => number;
  retryDelaysSeconds?: readonly number[];
  /** For trials, which let a worker die there; services pass nothing. */
  passing?: (point: StagePoint, stage: string) => void;
}
