// Who of this process is next at the login: work that is nearly done before work that only begins, and nobody waits for ever.
import { setTimeout as pause } from 'node:timers/promises';
import { CodexFailure } from './codex-failure';

/** First the calls for tasks that exist, then the listings that many runs wait for, then new tasks. */
const order = ['existing task', 'listing', 'new task'] as const;
export type Precedence = (typeof order)[number];

/** `deadline` is in milliseconds since 1970. */
export interface TurnWait { readonly precedence: Precedence; readonly deadline: number; readonly signal?: AbortSignal | undefined }

/** Whoever has waited longest is overtaken so often at most. */
export const mostOvertakes = 8;

interface Waiter { readonly precedence: Precedence; overtaken: number; readonly begin: () => void }

export class TurnQueue {
  /** In the order of asking. */
  private readonly waiting: Waiter[] = [];
  private taken = false;

  /**
   * Waits for the turn, which ends when the function that is returned is called.
   * @throws CodexFailure `codex.login_busy`, or `signal.reason`; then there was no turn
   */
  async enter({ precedence, deadline, signal }: TurnWait): Promise<() => void> {
    if (this.taken) await this.wait(precedence, deadline, signal);
    this.taken = true;
    return () => this.leave();
  }

  private async wait(precedence: Precedence, deadline: number, signal?: AbortSignal): Promise<void> {
    let begin = (): void => undefined;
    const turn = new Promise<void>((resolve) => { begin = resolve; });
    const waiter: Waiter = { precedence, overtaken: 0, begin };
    this.waiting.push(waiter);
    try {
      await untilDeadline(turn, deadline, signal);
    } catch (error) {
      const place = this.waiting.indexOf(waiter);
      if (place >= 0) this.waiting.splice(place, 1);
      else this.leave(); // the turn came at the moment the wait was over
      throw error;
    }
  }

  private leave(): void {
    const place = nextPlace(this.waiting);
    const [next] = this.waiting.splice(place, 1);
    const [oldest] = this.waiting;
    if (place > 0 && oldest) oldest.overtaken += 1;
    this.taken = next !== undefined;
    next?.begin();
  }
}

/** The first of the highest precedence, unless the first of all was overtaken often enough. 0 when nobody waits. */
function nextPlace(waiting: readonly Waiter[]): number {
  const [oldest] = waiting;
  if (!oldest || oldest.overtaken >= mostOvertakes) return 0;
  const highest = Math.min(...waiting.map(({ precedence }) => order.indexOf(precedence)));
  return waiting.findIndex(({ precedence }) => order.indexOf(precedence) === highest);
}

/** Rests so long, or until aborted. @throws signal.reason */
export async function rest(ms: number, signal?: AbortSignal): Promise<void> {
  await pause(Math.max(0, ms), undefined, { signal }).catch(() => signal?.throwIfAborted());
}

async function untilDeadline(turn: Promise<void>, deadline: number, signal?: AbortSignal): Promise<void> {
  const stop = new AbortController();
  const late = rest(deadline - Date.now(), AbortSignal.any(signal ? [signal, stop.signal] : [stop.signal]))
    .then(() => { throw new CodexFailure('codex.login_busy'); });
  try {
    await Promise.race([turn, late]);
  } finally {
    stop.abort();
    late.catch(() => undefined);
  }
}
