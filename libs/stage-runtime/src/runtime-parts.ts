// What the stage runtime stands on.
import type { ArtifactStore } from '#artifacts';
import type { DeadLetters, LaneKnowledge, RunLog } from '#bus';
import type { News } from '#contracts';
import type { Logger, Redactor } from '#platform';

/** `now` and `newId` are given so that simulations can choose them. */
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
  retryDelaysSeconds?: readonly number[];
}
