// What this process knows about runs beyond the rows: the tail of the stream and the news, kept fresh in the background.
import type { Following, NewsBoard, RunLog } from '#bus';
import type { News, Run, StoredFact } from '#contracts';
import { evolve, isOver } from '#domain';
import type { Logger } from '#platform';
import type { ReadModel } from '#read-model';
import { FactTail } from './fact-tail';
import { NewsShelf } from './news-shelf';

export interface RunBoardParts {
  log: RunLog;
  rows: Pick<ReadModel, 'cursor'>;
  news: Pick<NewsBoard, 'follow'>;
  logger: Logger;
}

const trimEvery = 500;
/** How long a reader waits for what this process has written itself. */
const patience = 1000;

export class RunBoard {
  readonly news = new NewsShelf();
  private written = 0;
  private rowsReach = unknown;
  private readonly readers = new Set<{ floor: number }>();
  private following: Following[] = [];
  private timer: NodeJS.Timeout | undefined;
  private look: Promise<void> | undefined;

  private constructor(private readonly parts: RunBoardParts, readonly tail: FactTail) {}

  /** Starts at the rows' cursor, or with PostgreSQL away at the end of the stream: then older runs are read from the stream. */
  static async open(parts: RunBoardParts): Promise<RunBoard> {
    const { lastSequence } = await parts.log.state();
    const cursor = await parts.rows.cursor().catch(() => unknown);
    const board = new RunBoard(parts, new FactTail(cursor === unknown ? lastSequence : Math.max(Math.min(cursor, lastSequence), lastSequence - longestCatchUp)));
    board.rowsReach = cursor;
    await board.start();
    return board;
  }

  private async start(): Promise<void> {
    const { log, news, logger } = this.parts;
    this.following = [
      await log.follow({ fromSequence: this.tail.floor + 1 }, (stored) => this.take(stored), (sequence, error) => logger.error({ error, sequence }, 'a fact cannot be read and is not shown')),
      await news.follow((one: News) => this.news.put(one)),
    ];
    this.timer = setInterval(() => void this.followRows(), trimEvery);
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all(this.following.map((one) => one.stop()));
  }

  /** Whether the tail goes on where the rows end: otherwise facts between them are in the stream only, and it must not be folded over rows. */
  get joinsRows(): boolean { return this.rowsReach >= this.tail.floor; }

  /** How long the oldest fact waits that is not in the rows, in seconds. */
  rowsLagSeconds(now: Date): number {
    const waiting = this.tail.after(Math.max(this.rowsReach, this.tail.floor), 1)[0];
    return waiting ? Math.max(0, now.getTime() - Date.parse(waiting.fact.at)) / 1000 : 0;
  }

  private take(stored: StoredFact): void {
    this.tail.push(stored);
    if (isOver(stored.fact)) this.news.forget(stored.fact.runId);
  }

  /** This process has stored the fact: whoever reads from now on shall see it. */
  wrote(sequence: number): void {
    this.written = Math.max(this.written, sequence);
  }

  /**
   * Reads rows so that the facts after them stay in the tail meanwhile.
   * @example await board.reading(async () => board.fold(await rows.findRun(id), id))
   */
  async reading<R>(read: () => Promise<R>): Promise<R> {
    await this.tail.reached(this.written, patience);
    // With NATS away the tail stands still: nobody waits for the same fact again.
    this.written = Math.min(this.written, this.tail.last);
    const reader = { floor: this.tail.floor };
    this.readers.add(reader);
    try {
      return await read();
    } finally {
      this.readers.delete(reader);
    }
  }

  /** The run with the facts of the tail folded over `row`; undefined when neither says how it began. */
  fold(row: Run | undefined, runId: string): Run | undefined {
    let run = row;
    for (const stored of this.tail.ofRun(runId)) {
      if (!run && stored.fact.state !== 'requested') return undefined;
      run = evolve(run, stored);
    }
    const restartedAs = this.tail.restartOf(runId);
    return run && restartedAs ? { ...run, restartedAs } : run;
  }

  /** Public for tests: forgets what the rows have and nobody is reading. One look at a time: an answer that was overtaken would move the reach back below the tail. */
  followRows(): Promise<void> {
    return this.look ??= this.lookAtRows().finally(() => { this.look = undefined; });
  }

  private async lookAtRows(): Promise<void> {
    if (this.tail.size === 0 && this.rowsReach === this.tail.last) return;
    try {
      this.rowsReach = await this.parts.rows.cursor();
      const floors = Array.from(this.readers, ({ floor }) => floor);
      this.tail.trim(Math.min(this.rowsReach, this.tail.last, ...floors));
    } catch {
      // PostgreSQL is away: the tail grows to its bound, and what goes beyond is read from the stream.
    }
  }
}

/** No rows were seen yet. */
const unknown = -1;
/** A projection that is further behind than this is not caught up with in memory. */
const longestCatchUp = 20_000;
