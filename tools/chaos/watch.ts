// Sees every fact when it is stored, over all outages, and knows when each run moved and since when it is over.
import type { Following, RunLog } from '#bus';
import { isOver } from '#domain';

export class Watch {
  private readonly ends = new Map<string, number>();
  private readonly moves = new Map<string, number[]>();
  private following: Following | undefined;

  static async on(log: RunLog): Promise<Watch> {
    const watch = new Watch();
    watch.following = await log.follow({ fromSequence: 1 }, ({ fact }) => {
      const now = Date.now();
      watch.moves.set(fact.runId, [...watch.moves.get(fact.runId) ?? [], now]);
      if (isOver(fact)) watch.ends.set(fact.runId, now);
      else watch.ends.delete(fact.runId);
    });
    return watch;
  }

  /** When the run's end was seen (ms since 1970); undefined while it is on its way. */
  overAt(runId: string): number | undefined {
    return this.ends.get(runId);
  }

  /** When its facts were seen, in order (ms since 1970). */
  movesOf(runId: string): readonly number[] {
    return this.moves.get(runId) ?? [];
  }

  async stop(): Promise<void> {
    await this.following?.stop();
  }
}
