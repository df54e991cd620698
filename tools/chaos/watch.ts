// Sees every fact when it is stored, over all outages, and knows which runs are over since when.
import type { Following, RunLog } from '#bus';
import { isOver } from '#domain';

export class Watch {
  private readonly ends = new Map<string, number>();
  private following: Following | undefined;

  static async on(log: RunLog): Promise<Watch> {
    const watch = new Watch();
    watch.following = await log.follow({ fromSequence: 1 }, ({ fact }) => {
      if (isOver(fact)) watch.ends.set(fact.runId, Date.now());
      else watch.ends.delete(fact.runId);
    });
    return watch;
  }

  /** When the run's end was seen (ms since 1970); undefined while it is on its way. */
  overAt(runId: string): number | undefined {
    return this.ends.get(runId);
  }

  async stop(): Promise<void> {
    await this.following?.stop();
  }
}
