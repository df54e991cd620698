// Facts into rows in the plainest way: what a projection does, without its batches and caches.
import type { StoredFact } from '#contracts';
import { evolve } from '#domain';
import { noParts, splitFact } from '../src/fact-context';
import type { Batch, Cursor, KnownRun, ProjectionWriter, RunChange } from '../src/projection-writer';

export function batchOf(facts: readonly StoredFact[], expected: Cursor, before: ReadonlyMap<string, KnownRun> = new Map()): Batch {
  const known = new Map(before);
  const factRows = facts.map((stored) => {
    const { run, parts } = known.get(stored.fact.runId) ?? { run: undefined, parts: noParts };
    const split = splitFact(stored, parts);
    known.set(stored.fact.runId, { run: evolve(run, stored), parts: split.parts });
    return split.rowJson;
  });
  const changes = [...known].flatMap(([id, { run }]): RunChange[] => (run ? [{ before: before.get(id)?.run, after: run }] : []));
  return { expected, upTo: facts.at(-1)?.sequence ?? expected.sequence, factRows, changes, faults: [] };
}

export async function writeFacts(writer: ProjectionWriter, facts: readonly StoredFact[]): Promise<void> {
  const before = await writer.load([...new Set(facts.map(({ fact }) => fact.runId))]);
  await writer.saveBatch(batchOf(facts, await writer.cursor(), before));
}
