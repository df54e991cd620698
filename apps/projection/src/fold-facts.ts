// Folds facts onto what is known of their runs: what has to be written, as data.
import type { StoredFact } from '#contracts';
import { evolve } from '#domain';
import { noParts, splitFact, type Fault, type KnownRun, type RunChange } from '#read-model';

export interface FoldedFacts { factRows: string[]; changes: RunChange[]; faults: Fault[]; known: Map<string, KnownRun> }

/** Pure. `before` has what the rows say about the facts' runs. A fact that cannot be folded becomes a fault; it is stored all the same, and its run stays as it was. */
export function foldFacts(before: ReadonlyMap<string, KnownRun>, facts: readonly StoredFact[], now: Date): FoldedFacts {
  const known = new Map<string, KnownRun>();
  const factRows: string[] = [];
  const faults: Fault[] = [];
  for (const stored of facts) {
    const { runId } = stored.fact;
    const { run, parts } = known.get(runId) ?? before.get(runId) ?? { run: undefined, parts: noParts };
    try {
      const split = splitFact(stored, parts);
      factRows.push(split.rowJson);
      known.set(runId, { run: evolve(run, stored), parts: split.parts });
    } catch (error) {
      faults.push(faultOf(stored, error, now));
    }
  }
  return { factRows, changes: changesBetween(before, known), faults, known };
}

export function faultOf({ sequence, fact }: StoredFact, error: unknown, now: Date): Fault {
  return { sequence, runId: fact.runId, reason: error instanceof Error ? error.message : String(error), recordedAt: now.toISOString() };
}

function changesBetween(before: ReadonlyMap<string, KnownRun>, known: ReadonlyMap<string, KnownRun>): RunChange[] {
  return [...known].flatMap(([runId, { run: after }]) => {
    const run = before.get(runId)?.run;
    return after && after !== run ? [{ before: run, after }] : [];
  });
}
