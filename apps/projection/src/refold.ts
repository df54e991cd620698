// The rows as the whole stream says they should be: to check the live ones against, or to put in their place.
import { NewerFact, type RunLog } from '#bus';
import { FoldedCopy, type Cursor, type Difference } from '#read-model';
import { FactQueue } from './fact-queue';
import { RowKeeper } from './row-keeper';

export interface Verification { upTo: number; count: number; differences: Difference[] }
export interface Rebuilding { upTo: number; changed: number }

/** Folds the stream beside the live rows and compares, at their cursor `upTo`: how many rows differ, and the first `limit` of them. Nothing is changed. */
export async function verifyRows(log: RunLog, databaseUrl: string, limit = 100): Promise<Verification> {
  return withCopy(log, databaseUrl, async (copy, foldUpTo) => {
    let upTo = 0;
    const compared = await copy.compared(await log.state(), limit, async (cursor) => { upTo = await foldUpTo(cursor); });
    return { upTo, ...compared };
  });
}

/**
 * Folds the stream beside the live rows and puts what differs in their place, in one transaction; readers see the old rows until then.
 * Projectors may go on meanwhile. Runs that began before the stream's first message stay as they are.
 */
export async function rebuildRows(log: RunLog, databaseUrl: string): Promise<Rebuilding> {
  return withCopy(log, databaseUrl, async (copy, foldUpTo) => {
    let upTo = 0;
    const changed = await copy.applied(await log.state(), async (cursor) => { upTo = await foldUpTo(cursor); });
    return { upTo, changed };
  });
}

/** @returns how far the copy now reaches */
type FoldUpTo = (cursor: Cursor) => Promise<number>;

async function withCopy<R>(log: RunLog, databaseUrl: string, work: (copy: FoldedCopy, foldUpTo: FoldUpTo) => Promise<R>): Promise<R> {
  const copy = await FoldedCopy.open({ databaseUrl });
  try {
    const keeper = new RowKeeper(copy.writer, await copy.writer.cursor(), () => new Date());
    const foldUpTo: FoldUpTo = async ({ sequence }) => {
      const { firstSequence, lastSequence } = await log.state();
      const target = Math.min(sequence, lastSequence);
      if (target >= firstSequence) await fold(log, keeper, target);
      return target;
    };
    // Nearly everything, before anybody has to wait.
    await foldUpTo(await copy.liveCursor());
    return await work(copy, foldUpTo);
  } finally {
    await copy.close();
  }
}

async function fold(log: RunLog, keeper: RowKeeper, target: number): Promise<void> {
  if (keeper.sequence >= target) return;
  const queue = new FactQueue(1000);
  let newer: NewerFact | undefined;
  const following = await log.follow({ fromSequence: keeper.sequence + 1 }, (stored) => queue.push(stored), (sequence, cause) => {
    if (cause instanceof NewerFact && sequence <= target) newer ??= cause;
    void queue.push({ sequence, fact: undefined });
  });
  try {
    while (keeper.sequence < target) {
      const messages = await queue.take() ?? [];
      if (newer) throw newer;
      await keeper.keep(messages.filter(({ sequence }) => sequence <= target));
      // The message at the target may have aged out since.
      if (messages.some(({ sequence }) => sequence > target)) return;
    }
  } finally {
    queue.close();
    await following.stop();
  }
}

/** The fields in which the two sides of a difference are not the same, each cut to `length` characters. */
export function fieldsOf({ live, folded }: Difference, length = 200): Record<string, { rows: string; facts: string }> {
  const cut = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, length);
  const fields = new Set([...Object.keys(live ?? {}), ...Object.keys(folded ?? {})]);
  return Object.fromEntries([...fields].flatMap((field) => {
    const [rows, facts] = [cut(live?.[field]), cut(folded?.[field])];
    return JSON.stringify(live?.[field]) === JSON.stringify(folded?.[field]) ? [] : [[field, { rows, facts }]];
  }));
}
