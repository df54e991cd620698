// The newest facts of the stream in memory: those that the rows may not have yet. Trimmed as the rows catch up, bounded when they do not.
import type { StoredFact } from '#contracts';

export type FactListener = (stored: StoredFact) => void;

export class FactTail {
  private facts: StoredFact[] = [];
  private readonly ofRuns = new Map<string, StoredFact[]>();
  private readonly restarts = new Map<string, string>();
  private readonly listeners = new Set<FactListener>();
  private readonly waiting = new Set<{ sequence: number; done: () => void }>();
  private newest: number;

  /** @param floor every fact after this sequence is in the tail; @param capacity facts at most */
  constructor(private floorSequence: number, private readonly capacity = 20_000) {
    this.newest = floorSequence;
  }

  /** Every fact after this sequence, up to `last`, is here; none before it. */
  get floor(): number { return this.floorSequence; }
  get last(): number { return this.newest; }
  get size(): number { return this.facts.length; }

  push(stored: StoredFact): void {
    if (stored.sequence <= this.newest) return;
    this.newest = stored.sequence;
    this.facts.push(stored);
    const { runId, context, state } = stored.fact;
    const ofRun = this.ofRuns.get(runId);
    if (ofRun) ofRun.push(stored);
    else this.ofRuns.set(runId, [stored]);
    if (state === 'requested' && context.request.restartOf) this.restarts.set(context.request.restartOf, runId);
    if (this.facts.length > this.capacity) this.trim(this.facts[Math.ceil(this.capacity / 10)]?.sequence ?? this.floorSequence);
    for (const listener of this.listeners) listener(stored);
    for (const one of this.waiting) if (one.sequence <= this.newest) one.done();
  }

  /** Forgets everything up to and including `sequence`. */
  trim(sequence: number): void {
    if (sequence <= this.floorSequence) return;
    this.floorSequence = sequence;
    const kept = this.facts.findIndex((one) => one.sequence > sequence);
    const gone = this.facts.splice(0, kept === -1 ? this.facts.length : kept);
    for (const { fact } of gone) this.forget(fact.runId, sequence);
  }

  private forget(runId: string, sequence: number): void {
    const kept = this.ofRuns.get(runId)?.filter((one) => one.sequence > sequence) ?? [];
    if (kept.length > 0) this.ofRuns.set(runId, kept);
    else this.ofRuns.delete(runId);
    for (const [old, restarted] of this.restarts) if (restarted === runId && kept.length === 0) this.restarts.delete(old);
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

  /** In order, those after `sequence`; the tail must reach back that far (`sequence >= floor`). */
  after(sequence: number, runId?: string): readonly StoredFact[] {
    const facts = runId === undefined ? this.facts : this.ofRun(runId);
    const from = facts.findIndex((one) => one.sequence > sequence);
    return from === -1 ? [] : facts.slice(from);
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
