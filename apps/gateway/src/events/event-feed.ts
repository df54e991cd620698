// What one socket is told: history, then what happens, without gap or repeat; a reader that is too slow is dropped.
import type { WebSocket } from 'ws';
import type { EventFrame, News, StoredFact } from '#contracts';
import { RecentMap } from '#platform';
import type { RunBoard } from '../board/run-board';
import type { FactHistory } from './fact-history';

export interface FeedParts {
  board: RunBoard;
  history: FactHistory;
  limits: { mostWaiting: number; patienceMilliseconds: number };
}

export interface FeedWish {
  runId: string | undefined;
  after: number;
  /** Whether the reader may see a repository; absent where it may see all, and for a single run, which was looked at before. */
  sees?: ((repository: string) => boolean) | undefined;
}

/** Try again later: the reader was too slow. */
export const tooSlow = 1013;
const tooSlowReason = 'too slow: connect again with after=<last sequence>';
const calmAt = 256 * 1024;
const pieceSize = 200;
const mostSeen = 5000;

const frames = new WeakMap<StoredFact, string>();

/** Made once, however many sockets it goes to. */
function frameOf(stored: StoredFact): string {
  const known = frames.get(stored);
  if (known !== undefined) return known;
  const frame = JSON.stringify({ sequence: stored.sequence, fact: stored.fact } satisfies EventFrame);
  frames.set(stored, frame);
  return frame;
}

export class EventFeed {
  private position: number;
  private readonly stops: (() => void)[] = [];
  private closed = false;
  /** Of the runs that were told of, where not all may be seen. */
  private readonly seen = new RecentMap<string, boolean>(mostSeen);

  constructor(private readonly socket: WebSocket, private readonly parts: FeedParts, private readonly wish: FeedWish) {
    this.position = wish.after;
    socket.on('close', () => this.stop());
  }

  /** Resolves when the socket hears everything live, or is closed. */
  async start(): Promise<void> {
    const { tail } = this.parts.board;
    while (!this.closed) {
      if (this.position < tail.floor) await this.tellHistory();
      else if (!this.tellTail()) return this.goLive();
      if (!await this.isCalm()) return;
    }
  }

  private stop(): void {
    this.closed = true;
    for (const stop of this.stops.splice(0)) stop();
  }

  private async tellHistory(): Promise<void> {
    const { facts, reached } = await this.parts.history.after(this.position, this.wish.runId);
    for (const stored of facts) {
      if (!await this.isCalm()) return;
      this.tell(stored);
    }
    this.position = Math.max(this.position, reached);
  }

  /** @returns false when there is nothing more in the tail: from here on, in the same breath, it is live */
  private tellTail(): boolean {
    const facts = this.parts.board.tail.after(this.position, pieceSize, this.wish.runId);
    for (const stored of facts) this.tell(stored);
    return facts.length > 0;
  }

  private goLive(): void {
    const { tail, news } = this.parts.board;
    const { runId } = this.wish;
    this.stops.push(
      tail.listen((stored) => {
        if (runId === undefined || stored.fact.runId === runId) this.tellLive(() => this.tell(stored));
      }),
      news.listen((one) => {
        if (runId === undefined || one.runId === runId) this.tellLive(() => this.tellNews(one));
      }),
    );
    for (const one of news.current(runId)) this.tellNews(one);
  }

  private tell(stored: StoredFact): void {
    if (stored.sequence <= this.position) return;
    this.position = stored.sequence;
    const { runId, context } = stored.fact;
    if (this.wish.sees && !this.seen.has(runId)) this.seen.set(runId, this.wish.sees(context.request.repository));
    if (this.mayHear(runId)) this.socket.send(frameOf(stored));
  }

  /** Of a run that memory knows nothing of there is no news, which may be lost anyway. */
  private mayHear(runId: string): boolean {
    if (!this.wish.sees) return true;
    const known = this.seen.get(runId) ?? this.parts.board.fold(undefined, runId)?.repository;
    return typeof known === 'string' ? this.wish.sees(known) : known === true;
  }

  private tellNews(live: News): void {
    if (!this.mayHear(live.runId)) return;
    this.socket.send(JSON.stringify({ live } satisfies EventFrame));
  }

  private tellLive(tell: () => void): void {
    if (this.closed) return;
    if (this.socket.bufferedAmount > this.parts.limits.mostWaiting) this.drop();
    else tell();
  }

  /** Waits until the reader has taken most of what was sent. @returns false when it is gone, or was dropped for taking too long */
  private async isCalm(): Promise<boolean> {
    const end = performance.now() + this.parts.limits.patienceMilliseconds;
    while (!this.closed && this.socket.bufferedAmount > calmAt) {
      if (performance.now() > end) this.drop();
      else await new Promise((resolve) => { setTimeout(resolve, 10); });
    }
    return !this.closed;
  }

  private drop(): void {
    this.stop();
    this.socket.close(tooSlow, tooSlowReason);
    // The close frame waits behind what the reader does not take.
    setTimeout(() => this.socket.terminate(), 1000).unref();
  }
}
