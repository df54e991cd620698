// What came of the runs of features: the rows, and what is newer than they are. Without PostgreSQL nobody knows, and nobody waits for it.
import type { BrakeLimits, Run } from '#contracts';
import type { PastRun } from '#domain';
import type { LaneRun, ReadModel } from '#read-model';
import type { RunReader } from '../board/run-reader';

export interface BrakeHistoryParts { reader: Pick<RunReader, 'beside'>; rows: { brakes: Pick<ReadModel['brakes'], 'histories'> }; limits: BrakeLimits; now?: () => number }

/** How long a request waits for the rows, and for how long they are not asked after they did not answer (ms). */
const patience = 1500;
const rest = 5000;
/** Runs that count for nothing lie between those that do. */
const beside = 30;

export class BrakeHistory {
  private awayUntil = 0;

  constructor(private readonly parts: BrakeHistoryParts) {}

  /** The newest runs of a lane; undefined when they cannot be had now. */
  async ofLane(lane: string): Promise<PastRun[] | undefined> {
    const now = this.parts.now ?? Date.now;
    if (now() < this.awayUntil) return undefined;
    const runs = await within(patience, this.find(lane)).catch(() => undefined);
    if (!runs) this.awayUntil = now() + rest;
    return runs;
  }

  /** Those of every feature. @throws ApiProblem 503, ReadModelUnavailable */
  all(): Promise<LaneRun[]> {
    return this.find(undefined);
  }

  private async find(lane: string | undefined): Promise<LaneRun[]> {
    const { limits: { noProgress, allowance, failures } } = this.parts;
    const most = Math.max(noProgress, allowance, failures) + beside;
    const { answer, current } = await this.parts.reader.beside(({ runIds }) => this.parts.rows.brakes.histories({ lane, runIds, most }));
    return [...current.filter((run) => lane === undefined || run.lane === lane).map(pastOf), ...answer];
  }
}

function pastOf({ id, lane, repository, featureKey, status, failure, tasksDigest = null, headSha = null, prUrl, dryRun, createdAt, finishedAt }: Run): LaneRun {
  return { id, lane, repository, featureKey, status, failureCode: failure?.code ?? null, tasksDigest, headSha, prUrl, dryRun, createdAt, finishedAt };
}

async function within<T>(milliseconds: number, answer: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => { timer = setTimeout(() => resolve(undefined), milliseconds); });
  answer.catch(() => undefined);
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
