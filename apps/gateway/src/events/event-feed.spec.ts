import { EventEmitter } from 'node:events';
import fc from 'fast-check';
import type { WebSocket } from 'ws';
import type { StoredFact } from '#contracts';
import { fact, otherRunId, runId } from '../../../../libs/contracts/fixtures/sample-facts';
import { FactTail } from '../board/fact-tail';
import { NewsShelf } from '../board/news-shelf';
import type { RunBoard } from '../board/run-board';
import { EventFeed, tooSlow } from './event-feed';
import type { FactHistory } from './fact-history';

const stored = (sequence: number, id = runId): StoredFact => ({ sequence, fact: fact({ stage: 'discover', state: 'succeeded', next: 'submit', runId: id }) });
const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

class FakeSocket extends EventEmitter {
  readonly sequences: number[] = [];
  bufferedAmount = 0;
  closedWith: number | undefined;
  send(text: string): void { this.sequences.push((JSON.parse(text) as { sequence: number }).sequence); }
  close(code: number): void { this.closedWith = code; }
  terminate(): void { this.emit('close'); }
}

/** A stream whose older facts can be had piece by piece only, while it grows and the tail forgets. */
class World {
  readonly all: StoredFact[] = [];
  readonly tail = new FactTail(0);
  readonly news = new NewsShelf();
  readonly socket = new FakeSocket();

  append(count: number): void {
    for (let index = 0; index < count; index += 1) {
      const one = stored(this.all.length + 1, index % 3 === 2 ? otherRunId : runId);
      this.all.push(one);
      this.tail.push(one);
    }
  }

  feed(wish: { runId: string | undefined; after: number; sees?: (repository: string) => boolean }, pieceSize: number, meanwhile: () => void = () => undefined): EventFeed {
    const history: Pick<FactHistory, 'after'> = {
      after: async (position, id) => {
        const rows = this.tail.floor;
        const facts = this.all.filter(({ sequence, fact: one }) => sequence > position && sequence <= rows && (id === undefined || one.runId === id)).slice(0, pieceSize);
        await turn();
        meanwhile();
        return { facts, reached: facts.length < pieceSize ? rows : facts.at(-1)?.sequence ?? rows };
      },
    };
    const board = { tail: this.tail, news: this.news } as unknown as RunBoard;
    return new EventFeed(this.socket as unknown as WebSocket, { board, history: history as FactHistory, limits: { mostWaiting: 1000, patienceMilliseconds: 50 } }, wish);
  }

  expected(wish: { runId: string | undefined; after: number }): number[] {
    return this.all.filter(({ sequence, fact: one }) => sequence > wish.after && (wish.runId === undefined || one.runId === wish.runId)).map(({ sequence }) => sequence);
  }
}

test('whatever is appended and forgotten while history is told, every fact is told once and in order', async () => {
  const moves = fc.array(fc.record({ append: fc.nat({ max: 4 }), trim: fc.nat({ max: 30 }) }), { maxLength: 12 });
  await fc.assert(fc.asyncProperty(fc.nat({ max: 20 }), fc.nat({ max: 20 }), fc.integer({ min: 1, max: 5 }), fc.boolean(), moves, async (before, after, pieceSize, one, list) => {
    const world = new World();
    world.append(before);
    const wish = { runId: one ? runId : undefined, after: Math.min(after, before) };
    const waiting = [...list];
    const move = (): void => {
      const next = waiting.shift();
      if (!next) return;
      world.append(next.append);
      world.tail.trim(Math.min(next.trim, world.all.length));
    };
    move();
    await world.feed(wish, pieceSize, move).start();
    while (waiting.length > 0) move();
    world.append(2);
    expect(world.socket.sequences).toEqual(world.expected(wish));
  }), { numRuns: 300 });
});

test('a reader that does not take its history is dropped when patience ends', async () => {
  const world = new World();
  world.append(5);
  world.socket.bufferedAmount = 10_000_000;
  await world.feed({ runId: undefined, after: 0 }, 2).start();
  expect(world.socket.closedWith).toBe(tooSlow);
});

test('a reader that does not take what is live is dropped, and hears no more', async () => {
  const world = new World();
  await world.feed({ runId: undefined, after: 0 }, 2).start();
  world.append(1);
  world.socket.bufferedAmount = 1001;
  world.append(5);
  expect([world.socket.sequences, world.socket.closedWith]).toEqual([[1], tooSlow]);
  world.socket.bufferedAmount = 0;
  world.append(1);
  expect(world.socket.sequences).toEqual([1]);
});

test('a reader that has gone is told nothing', async () => {
  const world = new World();
  world.append(5);
  world.tail.trim(5);
  const telling = world.feed({ runId: undefined, after: 0 }, 2).start();
  world.socket.emit('close');
  await telling;
  world.append(3);
  expect(world.socket.sequences).toEqual([]);
});

test('a reader that is ahead of this replica hears nothing twice', async () => {
  const world = new World();
  world.append(2);
  await world.feed({ runId: undefined, after: 3 }, 2).start();
  world.append(2);
  expect(world.socket.sequences).toEqual([4]);
});

test('what a reader may see is remembered of the runs that were told of last, and asked again of others', async () => {
  const world = new World();
  let asked = 0;
  await world.feed({ runId: undefined, after: 0, sees: () => { asked += 1; return true; } }, 2).start();
  const tell = (id: string): void => { world.all.push(stored(world.all.length + 1, id)); world.tail.push(world.all.at(-1)!); };
  const idOf = (place: number): string => `01990000-0000-7000-8000-${String(place).padStart(12, '0')}`;
  tell(idOf(0));
  tell(idOf(0));
  expect(asked).toBe(1);
  for (let place = 1; place <= 5000; place += 1) tell(idOf(place));
  tell(idOf(0));
  expect([asked, world.socket.sequences.length]).toEqual([5002, 5003]);
});
