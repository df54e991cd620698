// Decides what a poller of one environment does next: which look at Codex Cloud, and when. Pure; times in milliseconds.

export interface PollTiming {
  /** From one round of listing to the next. */
  readonly intervalMs: number;
  /** How often a task that the listing does not show is asked for by itself. */
  readonly slowMs: number;
  /** The longest pause after failures. */
  readonly backoffLimitMs: number;
}

export interface WatchedTask {
  readonly since: number;
  /** When a listing last showed it. */
  readonly listedAt: number | null;
  /** When it was last asked for by itself. */
  readonly askedAt: number | null;
}

/** One round reads the listing from its start, page by page. `own`: this poller read its first page, so it leads. */
export interface PollRound {
  readonly startedAt: number;
  readonly own: boolean;
  readonly pages: number;
  /** The pages that the tasks watched at its start allow: those who leave because they were seen take none from the rest. */
  readonly allowed: number;
  readonly cursor: string | null;
  /** 0 to 1, drawn once per round: followers do not all take over at the same moment. */
  readonly jitter: number;
}

export interface PollState {
  readonly watched: ReadonlyMap<string, WatchedTask>;
  readonly round: PollRound | null;
  /** Failed lists in a row, and when the last one failed. */
  readonly failures: { readonly count: number; readonly at: number };
  readonly askedAt: number | null;
}

export type NextLook =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'list'; readonly cursor: string | null; readonly at: number }
  | { readonly kind: 'ask'; readonly taskId: string; readonly at: number };

/** What one call of `codex cloud list` shows at most. */
export const PAGE_SIZE = 20;
/** A follower waits this many intervals for its leader before it lists itself; the jitter adds up to half an interval. */
const PATIENCE = 1.5;

export const nothingWatched: PollState = { watched: new Map(), round: null, failures: { count: 0, at: 0 }, askedAt: null };

/** The earliest next look. A look whose `at` is past is due now. */
export function nextLook(state: PollState, timing: PollTiming): NextLook {
  if (state.watched.size === 0) return { kind: 'nothing' };
  const list = nextList(state, timing);
  const ask = nextAsk(state, timing);
  return ask && ask.at < list.at ? ask : list;
}

function nextList(state: PollState, timing: PollTiming): Extract<NextLook, { kind: 'list' }> {
  const { round, failures } = state;
  const notBefore = failures.count === 0 ? 0 : failures.at + Math.min(timing.intervalMs * 2 ** failures.count, timing.backoffLimitMs);
  if (!round) return { kind: 'list', cursor: null, at: notBefore };
  if (round.cursor !== null && wantsNextPage(state, round)) {
    const at = round.own ? round.startedAt : round.startedAt + timing.intervalMs / 2; // the leader may turn the page first
    return { kind: 'list', cursor: round.cursor, at: Math.max(at, notBefore) };
  }
  const pause = round.own ? timing.intervalMs : timing.intervalMs * (PATIENCE + round.jitter / 2);
  return { kind: 'list', cursor: null, at: Math.max(round.startedAt + pause, notBefore) };
}

/** One page per 20 watched tasks, and only while one of them has not been seen. */
function wantsNextPage({ watched }: PollState, round: PollRound): boolean {
  return round.pages < Math.max(round.allowed, pagesFor(watched.size)) && [...watched.values()].some((task) => !listedIn(round, task));
}

const pagesFor = (tasks: number): number => Math.ceil(tasks / PAGE_SIZE);

/** One task at a time, at most one per interval, each at the slow rate; and only after a round that did not show it. */
function nextAsk({ watched, round, askedAt, failures }: PollState, timing: PollTiming): Extract<NextLook, { kind: 'ask' }> | null {
  if (!round || failures.count > 0) return null;
  const earliest = askedAt === null ? 0 : askedAt + timing.intervalMs;
  const due = [...watched].filter(([, task]) => !listedIn(round, task))
    .map(([taskId, { since, listedAt, askedAt: asked }]) => ({ taskId, at: Math.max(since, listedAt ?? 0, asked ?? 0) + timing.slowMs }))
    .reduce<{ taskId: string; at: number } | null>((first, task) => (first && first.at <= task.at ? first : task), null);
  return due && { kind: 'ask', taskId: due.taskId, at: Math.max(due.at, earliest) };
}

const listedIn = (round: PollRound, task: WatchedTask): boolean => task.listedAt !== null && task.listedAt >= round.startedAt;

/** `listedAt`: when a listing that is still fresh showed the task. */
export function watching(state: PollState, taskId: string, now: number, listedAt: number | null): PollState {
  return { ...state, watched: new Map(state.watched).set(taskId, { since: now, listedAt, askedAt: null }) };
}

export function unwatching(state: PollState, taskId: string): PollState {
  const watched = new Map(state.watched);
  watched.delete(taskId);
  return { ...state, watched };
}

/** A page was read, by this poller (`own`) or by another one. A first page opens a round. */
export interface ReadPage {
  readonly first: boolean;
  readonly own: boolean;
  readonly taskIds: readonly string[];
  readonly cursor: string | null;
}

export function afterPage(state: PollState, page: ReadPage, now: number, jitter: number): PollState {
  const { round } = state;
  if (!page.first && !round) return state; // the middle of a round whose start was missed
  const next: PollRound = page.first || !round
    ? { startedAt: now, own: page.own, pages: 1, allowed: pagesFor(state.watched.size), cursor: page.cursor, jitter }
    : { ...round, pages: round.pages + 1, cursor: page.cursor };
  const listed = new Set(page.taskIds);
  const watched = new Map([...state.watched].map(([id, task]) => [id, listed.has(id) ? { ...task, listedAt: now } : task]));
  return { ...state, watched, round: next, failures: { count: 0, at: now } };
}

export function afterFailedList(state: PollState, now: number): PollState {
  return { ...state, failures: { count: state.failures.count + 1, at: now } };
}

export function afterAsk(state: PollState, taskId: string, now: number): PollState {
  const task = state.watched.get(taskId);
  return { ...state, askedAt: now, watched: task ? new Map(state.watched).set(taskId, { ...task, askedAt: now }) : state.watched };
}
