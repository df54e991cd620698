// Says something in a lane: looks at its last fact, decides, appends if nobody spoke in between, and looks again if somebody did.
import { AppendUnclear, LaneMoved, StreamFull, type RunLog } from '#bus';
import type { Fact, StoredFact } from '#contracts';
import { traceHeaders } from '#platform';
import { ApiProblem, busUnavailable, notStored, streamFull } from '../problems/api-problem';

/** What to say given the lane's last fact: a fact to append, or what is stored already. */
export type Decision = { append: Fact } | { stored: StoredFact };

export type Decide = (last: StoredFact | undefined) => Decision | Promise<Decision>;

/** Hears what came of facts: the sequence of each one that was stored, and that one was not stored although NATS answers. */
export interface LaneListener { wrote(sequence: number): void; notStored(): void }

/** A run's own stages may speak this often while an operator speaks. */
const looks = 8;

export class Lanes {
  /** @param isAway whether there is no use in asking the bus */
  constructor(private readonly log: RunLog, private readonly listener: LaneListener, private readonly isAway: () => boolean = () => false) {}

  /** Says it as if the lane were new, and looks only if it is not: most often it is, and the append itself finds out. */
  async begin(fact: Fact, decide: Decide): Promise<StoredFact> {
    if (this.isAway()) throw busUnavailable();
    return await this.append(fact, 0) ?? this.say(fact.lane, decide);
  }

  /** @throws ApiProblem: what `decide` throws, or 503 */
  async say(lane: string, decide: Decide): Promise<StoredFact> {
    if (this.isAway()) throw busUnavailable();
    for (let look = 0; look < looks; look += 1) {
      const last = await this.last(lane);
      const decision = await decide(last);
      if ('stored' in decision) return decision.stored;
      const stored = await this.append(decision.append, last?.sequence ?? 0);
      if (stored) return stored;
    }
    throw new ApiProblem({ status: 503, code: 'lane.busy', detail: 'The run moved on each time this was about to be stored.', remediation: 'Ask again in a moment.', retryAfterSeconds: 1 });
  }

  /** Undefined when somebody else spoke first. */
  private async append(fact: Fact, expectedSequence: number): Promise<StoredFact | undefined> {
    try {
      const sequence = await this.log.append(fact, { expectedSequence, headers: traceHeaders() });
      this.listener.wrote(sequence);
      return { sequence, fact };
    } catch (error) {
      if (error instanceof LaneMoved) return this.own(fact);
      if (error instanceof StreamFull) throw streamFull(error);
      if (!(error instanceof AppendUnclear)) throw error;
      const own = await this.own(fact);
      if (own) return own;
      this.listener.notStored();
      throw notStored(error);
    }
  }

  /** The fact itself, when it was stored although nobody said so. */
  private async own(fact: Fact): Promise<StoredFact | undefined> {
    const last = await this.last(fact.lane);
    if (last?.fact.id === fact.id) return last;
    // A stage may have answered it by now.
    if (last?.fact.runId !== fact.runId) return undefined;
    return (await this.log.factsOfRun(fact.runId)).find((one) => one.fact.id === fact.id);
  }

  private async last(lane: string): Promise<StoredFact | undefined> {
    try {
      return await this.log.lastOfLane(lane, { fresh: true });
    } catch (error) {
      throw busUnavailable(error);
    }
  }
}
