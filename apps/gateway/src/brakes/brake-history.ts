// What came of the runs of features: the rows, and what is newer than they are. Without PostgreSQL nobody knows, and nobody waits for it.
import type { BrakeLimits, Run } from '#contracts';
import type { PastRun } from '#domain';
import type { LaneRun, ReadModel } from '#read-model';
import type { RunBoard } from '../board/run-board';
import type { RunReader } from '../board/run-reader';

export interface BrakeHistoryParts { reader: Pick<RunReader, 'beside'>; board: { tail: Pick<RunBoard['tail'], 'ofRun'> }; rows: { brakes: Pick<ReadModel['brakes'], 'histories'> }; limits: BrakeLimits; now?: () => number }

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
    const runs = await within(patience, this.find(lane, 1)).catch(() => undefined);
    if (!runs) this.awayUntil = now() + rest;
    return runs;
  }

  /** Those of every feature. @throws ApiProblem 503, ReadModelUnavailable */
  all(): Promise<LaneRun[]> {
    // Of runs that the rows do not have the facts tell everything.
    return this.find(undefined, Math.max(1, this.parts.limits.noProgress - 1));
  }

  private async find(lane: string | undefined, digestsFrom: number): Promise<LaneRun[]> {
    const { limits: { noProgress, allowance, failures } } = this.parts;
    const most = Math.max(noProgress, allowance, failures) + beside;
    const { answer, current } = await this.parts.reader.beside(({ runIds }) => this.parts.rows.brakes.histories({ lane, runIds, most, digestsFrom }));
    return [...current.filter((run) => lane === undefined || run.lane === lane).map((run) => this.pastOf(run)), ...answer];
  }

  /** Every fact carries all that came before it. */
  private pastOf(run: Run): LaneRun {
    const { id, lane, repository, featureKey, status, failure, prUrl, dryRun, createdAt, finishedAt } = run;
    const context = this.parts.board.tail.ofRun(id).at(-1)?.fact.context;
    return {
      id, lane, repository, featureKey, status, failureCode: failure?.code ?? null, prUrl, dryRun, createdAt, finishedAt,
      tasksDigest: context?.discover?.tasksFileDigest ?? null, headSha: context?.publish?.commitSha ?? null,
    };
  }
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
