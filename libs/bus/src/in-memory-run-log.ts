// The run log without a server, for simulations: the same rules, and hooks for what a network does.
import type { Fact, StoredFact } from '#contracts';
import { decodeFact, encodeFact } from './fact-codec';
import { LaneMoved, RunLog, type AppendOptions, type FollowOptions, type Following, type StreamState } from './run-log';

export class InMemoryRunLog extends RunLog {
  private readonly stored: { sequence: number; fact: Fact; headers: Record<string, string> }[] = [];
  private readonly followers = new Set<(stored: StoredFact) => void>();

  async append(fact: Fact, { expectedSequence, headers = {} }: AppendOptions): Promise<number> {
    // Encoded and decoded as on the wire, so that nothing lives on by reference and nothing unreadable gets in.
    const copy = decodeFact(encodeFact(fact));
    const last = this.stored.findLast((one) => one.fact.lane === fact.lane)?.sequence ?? 0;
    if (last !== expectedSequence) throw new LaneMoved(fact.lane, expectedSequence);
    const sequence = this.stored.length + 1;
    this.stored.push({ sequence, fact: copy, headers });
    for (const follower of this.followers) follower({ sequence, fact: copy });
    return sequence;
  }

  async lastOfLane(lane: string): Promise<StoredFact | undefined> {
    return this.stored.findLast((one) => one.fact.lane === lane);
  }

  async laterInLane(lane: string, sequence: number): Promise<StoredFact | undefined> {
    const last = await this.lastOfLane(lane);
    return last && last.sequence > sequence ? last : undefined;
  }

  async lastOfRun(runId: string): Promise<StoredFact | undefined> {
    return this.stored.findLast((one) => one.fact.runId === runId);
  }

  async at(sequence: number): Promise<StoredFact | undefined> {
    return this.stored[sequence - 1];
  }

  async factsOfRun(runId: string): Promise<StoredFact[]> {
    return this.stored.filter((one) => one.fact.runId === runId);
  }

  async factsOfStage(lane: string, stage: string): Promise<StoredFact[]> {
    return this.stored.filter((one) => one.fact.lane === lane && one.fact.stage === stage);
  }

  async follow({ fromSequence, runId }: FollowOptions, onFact: (stored: StoredFact) => void | Promise<void>): Promise<Following> {
    let chain = Promise.resolve();
    const follower = (stored: StoredFact): void => {
      if (stored.sequence < fromSequence || (runId && stored.fact.runId !== runId)) return;
      chain = chain.then(() => handOver(onFact, stored));
    };
    for (const one of this.stored) follower(one);
    this.followers.add(follower);
    return { stop: async () => { this.followers.delete(follower); await chain; } };
  }

  async state(): Promise<StreamState> {
    return { lastSequence: this.stored.length, firstSequence: 1, bytes: 0, maxBytes: 0, fullness: 0 };
  }

  /** Everything stored, with headers, for a simulated server to deliver. */
  all(): readonly { sequence: number; fact: Fact; headers: Record<string, string> }[] {
    return this.stored;
  }
}

/** A reader that failed gets the same fact again, as from a server. */
async function handOver(onFact: (stored: StoredFact) => void | Promise<void>, stored: StoredFact): Promise<void> {
  for (;;) {
    try {
      return await onFact(stored);
    } catch {
      await new Promise((resolve) => { setTimeout(resolve, 1); });
    }
  }
}
