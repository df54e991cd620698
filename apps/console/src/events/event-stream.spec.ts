import { requested } from '../../../../libs/contracts/fixtures/sample-facts';
import { EventStream, type Socket } from './event-stream';

class FakeSocket implements Socket {
  onopen: Socket['onopen'] = null;
  onmessage: Socket['onmessage'] = null;
  onclose: Socket['onclose'] = null;
  closed = false;
  constructor(readonly after: number | undefined) {}
  close(): void { this.closed = true; }
  tell(sequence: number): void { this.onmessage?.({ data: JSON.stringify({ sequence, fact: requested() }) }); }
}

function opened() {
  const sockets: FakeSocket[] = [];
  const waiting: { work: () => void; milliseconds: number }[] = [];
  const heard: (number | string)[] = [];
  const stream = new EventStream({
    open: (after) => { const socket = new FakeSocket(after); sockets.push(socket); return socket; },
    later: (work, milliseconds) => { waiting.push({ work, milliseconds }); return () => undefined; },
  });
  stream.listen({ frame: (frame) => heard.push('fact' in frame ? frame.sequence : 'news'), gap: () => heard.push('gap') });
  stream.start();
  const last = (): FakeSocket => sockets.at(-1) as FakeSocket;
  const breakAndGoOn = (): void => { last().onclose?.({ code: 1001 }); waiting.at(-1)?.work(); };
  return { stream, heard, waiting, last, breakAndGoOn };
}

test('after a break it goes on behind the last fact it saw', () => {
  const { last, heard, breakAndGoOn } = opened();
  last().onopen?.();
  last().tell(7);
  breakAndGoOn();
  expect(last().after).toBe(7);
  last().onopen?.();
  last().tell(7);
  last().tell(8);
  expect(heard).toEqual([7, 8]);
});

test('a break before the first fact is told as a gap', () => {
  const { last, heard, breakAndGoOn } = opened();
  last().onopen?.();
  breakAndGoOn();
  last().onopen?.();
  expect(heard).toEqual(['gap']);
});

test('when the gateway refuses to go on where it was, it begins anew and tells a gap', () => {
  const { last, heard, breakAndGoOn } = opened();
  last().onopen?.();
  last().tell(900);
  breakAndGoOn();
  for (let refusal = 0; refusal < 6 && last().after !== undefined; refusal += 1) breakAndGoOn();
  expect(last().after).toBeUndefined();
  last().onopen?.();
  last().tell(3);
  expect(heard).toEqual([900, 'gap', 3]);
});

test('it waits longer after each refusal, and not for ever', () => {
  const { waiting, breakAndGoOn } = opened();
  for (let count = 0; count < 8; count += 1) breakAndGoOn();
  const pauses = waiting.map(({ milliseconds }) => milliseconds);
  expect(pauses[0]).toBeLessThan(pauses[2] as number);
  expect(Math.max(...pauses)).toBe(5_000);
});

test('what cannot be read is left out', () => {
  const { last, heard } = opened();
  last().onopen?.();
  for (const data of ['{', '{"sequence":1}', 5]) last().onmessage?.({ data });
  expect(heard).toEqual([]);
});
