// The queue between reading and writing.
import { FactQueue, type ReadMessage } from './fact-queue';

const message = (sequence: number): ReadMessage => ({ sequence, fact: undefined });
const sequences = (messages: ReadMessage[] | undefined): number[] | undefined => messages?.map(({ sequence }) => sequence);

test('hands over what arrived together, and waits for more', async () => {
  const queue = new FactQueue(10);
  const first = queue.take();
  void queue.push(message(1));
  void queue.push(message(2));
  expect(sequences(await first)).toEqual([1, 2]);
  const second = queue.take();
  void queue.push(message(3));
  expect(sequences(await second)).toEqual([3]);
});

test('lets the reader wait while it is full', async () => {
  const queue = new FactQueue(2);
  expect(queue.push(message(1))).toBeUndefined();
  let admitted = false;
  const waiting = Promise.resolve(queue.push(message(2))).then(() => { admitted = true; });
  await new Promise(setImmediate);
  expect(admitted).toBe(false);
  await queue.take();
  await waiting;
  expect(admitted).toBe(true);
});

test('ended, it still gives what it has and takes no more', async () => {
  const queue = new FactQueue(10);
  void queue.push(message(1));
  queue.end();
  void queue.push(message(2));
  expect(sequences(await queue.take())).toEqual([1]);
  expect(await queue.take()).toBeUndefined();
});

test('closed, it frees whoever waits and gives nothing', async () => {
  const queue = new FactQueue(1);
  const reader = queue.push(message(1));
  queue.close();
  await reader;
  expect(await queue.take()).toBeUndefined();
  const empty = new FactQueue(1);
  const writer = empty.take();
  empty.close();
  expect(await writer).toBeUndefined();
});
