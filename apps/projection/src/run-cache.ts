// What the rows say about the runs that were written last, so that most facts need no question to the database.
import type { KnownRun } from '#read-model';

export class RunCache {
  private readonly runs = new Map<string, KnownRun>();

  constructor(private readonly capacity = 1000) {}

  get(id: string): KnownRun | undefined {
    return this.runs.get(id);
  }

  /** The least recently written run makes room. */
  set(id: string, known: KnownRun): void {
    this.runs.delete(id);
    this.runs.set(id, known);
    if (this.runs.size > this.capacity) this.runs.delete(this.runs.keys().next().value as string);
  }
}
