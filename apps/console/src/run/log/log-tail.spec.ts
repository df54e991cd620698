import { LogTail } from './log-tail';

const settled = async (): Promise<void> => { for (let turn = 0; turn < 20; turn += 1) await Promise.resolve(); };

function following(text: { bytes: Uint8Array }, change: { piece?: number; failing?: () => boolean } = {}) {
  const asked: number[] = [];
  const later: (() => void)[] = [];
  const tail = new LogTail({
    source: {
      read: async (offset, most) => {
        if (change.failing?.()) throw new Error('the gateway is away');
        asked.push(offset);
        return text.bytes.slice(offset, offset + Math.min(most, change.piece ?? most));
      },
    },
    changed: () => undefined,
    later: (work) => { later.push(work); return () => undefined; },
  });
  return { tail, asked, later };
}
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

test('a log that grows is read from where it was left, and no line comes twice', async () => {
  const text = { bytes: bytesOf('one\ntwo\n') };
  const { tail, asked } = following(text);
  tail.grown(8);
  await settled();
  text.bytes = bytesOf('one\ntwo\nthree\n');
  tail.grown(14);
  tail.grown(14);
  await settled();
  expect(tail.lines).toEqual(['one', 'two', 'three']);
  expect(asked).toEqual([0, 8]);
});

test('half a line waits for its other half, and half a character for its other bytes', async () => {
  const text = { bytes: bytesOf('gr\u00fc\u00dfe\n\u{1f600}\nend') };
  const { tail } = following(text, { piece: 1 });
  tail.grown(text.bytes.length);
  for (let turn = 0; turn < 5; turn += 1) await settled();
  expect(tail.lines).toEqual(['gr\u00fc\u00dfe', '\u{1f600}']);
});

test('while the gateway is away it is asked again, and goes on at the same byte', async () => {
  const text = { bytes: bytesOf('one\ntwo\n') };
  let away = false;
  const { tail, asked, later } = following(text, { piece: 4, failing: () => away && asked.length === 1 });
  away = true;
  tail.grown(8);
  await settled();
  expect(tail.lines).toEqual(['one']);
  expect(tail.trouble).toBeDefined();
  away = false;
  later[0]?.();
  await settled();
  expect(tail.lines).toEqual(['one', 'two']);
  expect(tail.trouble).toBeUndefined();
});

test('a log that is not followed any more stays as it is, and is gone on with where it was', async () => {
  const { tail } = following({ bytes: bytesOf('one\n') });
  tail.grown();
  tail.stop();
  await settled();
  expect(tail.lines).toEqual([]);
  tail.grown();
  await settled();
  expect(tail.lines).toEqual(['one']);
});

test('without a known size it is read to its end and no further', async () => {
  const { tail, asked } = following({ bytes: bytesOf('one\n') });
  tail.grown();
  await settled();
  expect(asked).toEqual([0, 4]);
});

test('what is told while the end is being read is not forgotten', async () => {
  const text = { bytes: bytesOf('') };
  const { tail } = following(text);
  tail.grown(4);
  tail.grown(8);
  text.bytes = bytesOf('one\ntwo\n');
  await settled();
  expect(tail.lines).toEqual(['one', 'two']);
});
