// The newest facts of the stream in memory: those that the rows may not have yet. Trimmed as the rows catch up, bounded when they do not.
import type { StoredFact } from '#contracts';

export type FactListener = (stored: StoredFact) => void;

export class FactTail {
  private readonly facts: StoredFact[] = [];
  private readonly ofRuns = new Map<string, StoredFact[]>();
  private readonly restarts = new Map<string, string>();
  private readonly listeners = new Set<FactListener>();
  private readonly waiting = new Set<{ sequence: number; done: () => void }>();
  private newest: number;

  /** @param floorSequence every fact after it will be in the tail; @param capacity facts at most */
  constructor(private floorSequence: number, private readonly capacity = 20_000) {
    this.newest = floorSequence;
  }

  /** Every fact after this sequence, up to `last`, is here; none before it. */
  get floor(): number { return this.floorSequence; }
  get last(): number { return this.newest; }
  get size(): number { return this.facts.length; }
  get oldest(): StoredFact | undefined { return this.facts[0]; }

  push(stored: StoredFact): void {
    if (stored.sequence <= this.newest) return;
    this.newest = stored.sequence;
    this.facts.push(stored);
    const { runId, context: { request }, state } = stored.fact;
    const ofRun = this.ofRuns.get(runId);
    if (ofRun) ofRun.push(stored);
    else this.ofRuns.set(runId, [stored]);
    if (state === 'requested' && request.restartOf) this.restarts.set(request.restartOf, runId);
    if (this.facts.length > this.capacity) this.trim(this.facts[Math.ceil(this.capacity / 10)]?.sequence ?? this.floorSequence);
    for (const listener of this.listeners) listener(stored);
    for (const one of this.waiting) if (one.sequence <= this.newest) one.done();
  }

  /** Forgets everything up to and including `sequence`. */
  trim(sequence: number): void {
    if (sequence <= this.floorSequence) return;
    this.floorSequence = sequence;
    for (const { fact: { runId, state, context } } of this.facts.splice(0, indexAfter(this.facts, sequence))) {
      const ofRun = this.ofRuns.get(runId);
      if (ofRun && ofRun.length > 1) ofRun.shift();
      else this.ofRuns.delete(runId);
      if (state === 'requested' && context.request.restartOf) this.restarts.delete(context.request.restartOf);
    }
  }

  ofRun(runId: string): readonly StoredFact[] {
    return this.ofRuns.get(runId) ?? [];
  }

  /** The run that was started again from this one, as far as the tail reaches. */
  restartOf(runId: string): string | undefined {
    return this.restarts.get(runId);
  }

  runIds(): string[] {
    return [...this.ofRuns.keys()];
  }

  /** In order, those after `sequence`, `limit` at most; the tail must reach back that far (`sequence >= floor`). */
  after(sequence: number, limit: number, runId?: string): readonly StoredFact[] {
    const facts = runId === undefined ? this.facts : this.ofRun(runId);
    const from = indexAfter(facts, sequence);
    return facts.slice(from, from + limit);
  }

  /** Hears every fact from now on. */
  listen(listener: FactListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Resolves when the tail has reached the sequence, or after `patienceMilliseconds`. */
  async reached(sequence: number, patienceMilliseconds: number): Promise<void> {
    if (sequence <= this.newest) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => one.done(), patienceMilliseconds);
      const one = { sequence, done: () => { clearTimeout(timer); this.waiting.delete(one); resolve(); } };
      this.waiting.add(one);
    });
  }
}

/** The index of the first fact after `sequence`. */
function indexAfter(facts: readonly StoredFact[], sequence: number): number {
  let [low, high] = [0, facts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((facts[middle]?.sequence ?? 0) > sequence) high = middle;
    else low = middle + 1;
  }
  return low;
}
