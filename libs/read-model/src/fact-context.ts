// A run's context is repeated in each of its facts and grows on the way: each part of it is stored once, with the first fact that has it.
import type { Fact, RunContext, StoredFact } from '#contracts';
import { sameOnceStored, storableJson } from './storable-json';
import type { Row } from './tables';

/** The parts of the context that facts of the run have brought so far: where each is stored, and what it is. */
export type ContextParts = ReadonlyMap<string, { sequence: number; part: unknown }>;
export const noParts: ContextParts = new Map();

export interface SplitFact {
  /** The row of `run_facts` as JSON. Its `context` are the parts that are new, its `context_from` says which fact has each of the others. */
  rowJson: string;
  parts: ContextParts;
}

/** Pure. The same facts in the same order give the same rows, whatever was forgotten and read again in between. */
export function splitFact({ sequence, fact }: StoredFact, known: ContextParts): SplitFact {
  const { context, ...payload } = fact;
  const own: string[] = [];
  const from: Record<string, number> = {};
  const parts = new Map(known);
  for (const [name, part] of Object.entries(context)) {
    if (part === undefined) continue;
    const earlier = known.get(name);
    if (earlier && earlier.sequence < sequence && sameOnceStored(earlier.part, part)) {
      from[name] = earlier.sequence;
    } else {
      own.push(`${JSON.stringify(name)}:${storableJson(part)}`);
      parts.set(name, { sequence, part });
    }
  }
  const row = storableJson({
    sequence, run_id: fact.runId, lane: fact.lane, stage: fact.stage, state: fact.state, next: fact.next, at: fact.at, payload,
    context_from: Object.keys(from).length ? from : null,
  });
  return { rowJson: own.length ? `${row.slice(0, -1)},"context":{${own.join(',')}}}` : row, parts: own.length ? parts : known };
}

/** The parts that `rows` (of one run, in order of sequence) have brought. */
export function partsIn(rows: readonly Row[]): ContextParts {
  const parts = new Map<string, { sequence: number; part: unknown }>();
  for (const { sequence, context } of rows) {
    for (const [name, part] of Object.entries(context ?? {})) parts.set(name, { sequence: Number(sequence), part });
  }
  return parts;
}

/** The facts of `rows`, whole again. `elsewhere` holds the rows that these refer to and that are not among them. */
export function joinFacts(rows: readonly Row[], elsewhere: readonly Row[]): StoredFact[] {
  const contexts = new Map([...rows, ...elsewhere].map((row) => [Number(row['sequence']), (row['context'] ?? {}) as Record<string, unknown>]));
  return rows.map((row) => {
    const inherited = Object.entries(sourcesOf(row)).map(([name, sequence]) => [name, contexts.get(sequence)?.[name]] as const);
    const context = { ...Object.fromEntries(inherited), ...(row['context'] as object | null) };
    return { sequence: Number(row['sequence']), fact: { ...(row['payload'] as Omit<Fact, 'context'>), context: context as RunContext } };
  });
}

/** The sequences of the facts that `rows` take parts of their context from and that are not among them. */
export function sourcesElsewhere(rows: readonly Row[]): number[] {
  const here = new Set(rows.map((row) => Number(row['sequence'])));
  return [...new Set(rows.flatMap((row) => Object.values(sourcesOf(row))))].filter((sequence) => !here.has(sequence));
}

const sourcesOf = (row: Row): Record<string, number> => (row['context_from'] ?? {}) as Record<string, number>;
