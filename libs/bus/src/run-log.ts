// The one durable line of facts, as its users see it. JetStream is the real one; an in-memory twin serves simulations.
import type { Fact, StoredFact } from '#contracts';

/** The lane has another last fact than expected: somebody else spoke first. Look again before doing anything. */
export class LaneMoved extends Error {
  constructor(readonly lane: string, readonly expectedSequence: number, options?: { cause?: unknown }) {
    super(`lane ${lane} has moved on from sequence ${expectedSequence}`, options);
    this.name = 'LaneMoved';
  }
}

/** The stream takes no more; nothing was stored. */
export class StreamFull extends Error {
  constructor(options?: { cause?: unknown }) {
    super('the stream RUN is full', options);
    this.name = 'StreamFull';
  }
}

/** Whether the fact was stored is not known: look again before saying anything about it. */
export class AppendUnclear extends Error {
  constructor(options?: { cause?: unknown }) {
    super('the stream did not confirm the fact in time', options);
    this.name = 'AppendUnclear';
  }
}

export interface AppendOptions {
  /** The sequence that the lane's last fact must have; 0 for a lane without facts. */
  expectedSequence: number;
  /** Message headers, such as `traceparent`. */
  headers?: Record<string, string>;
}

export interface FollowOptions {
  /** The first sequence wanted. */
  fromSequence: number;
  /** Only the facts of this run. */
  runId?: string;
}

export interface Following { stop(): Promise<void> }

/** The sequences of its oldest and newest message; `fullness` is 0–1 of `maxBytes`, which is 0 for a stream without limit. */
export interface StreamState { firstSequence: number; lastSequence: number; bytes: number; maxBytes: number; fullness: number }

export abstract class RunLog {
  /**
   * Appends a fact if the lane's last fact still has the expected sequence. The only way anything is written to RUN.
   * @returns the sequence under which it was stored
   * @throws LaneMoved, StreamFull (nothing was stored), AppendUnclear (it may have been)
   */
  abstract append(fact: Fact, options: AppendOptions): Promise<number>;

  /** The last fact of a lane. `fresh` asks the stream's leader; without it a replica may lag behind by a moment. */
  abstract lastOfLane(lane: string, options?: { fresh?: boolean }): Promise<StoredFact | undefined>;

  /** The last fact of a lane when it is later than `sequence`; cheap when it is not, as usual. A replica may lag behind by a moment. */
  abstract laterInLane(lane: string, sequence: number): Promise<StoredFact | undefined>;

  /** The last fact of a run, asked of the stream's leader. */
  abstract lastOfRun(runId: string): Promise<StoredFact | undefined>;

  /** All facts of a run in order; empty when there are none (any more). */
  abstract factsOfRun(runId: string): Promise<StoredFact[]>;

  /** What a stage said in a lane, over all runs still kept, in order. */
  abstract factsOfStage(lane: string, stage: string): Promise<StoredFact[]>;

  /** The fact at a sequence, or undefined when it has aged out. */
  abstract at(sequence: number): Promise<StoredFact | undefined>;

  /** Hands on every fact in order, each exactly once, from `fromSequence` on and for ever, over reconnects. What cannot be read is left out and reported by `onUnreadable`. */
  abstract follow(options: FollowOptions, onFact: (stored: StoredFact) => void | Promise<void>, onUnreadable?: (sequence: number, cause: unknown) => void): Promise<Following>;

  abstract state(): Promise<StreamState>;
}
