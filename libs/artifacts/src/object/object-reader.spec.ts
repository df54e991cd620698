// What a reader does while the server is away: each answer that breaks off takes as long as a replica may lag.
import type { Bucket, Piece } from './bucket';
import { BytesMissing, readBytes } from './object-reader';

beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'], advanceTimers: true }));
afterEach(() => jest.useRealTimers());

const whole: Piece = { sequence: 1, offset: 0, end: 5, data: Buffer.from('hello'), messageId: undefined, storedAt: new Date(0) };

/** A bucket whose first answers break off after 5 s, the last of them in the middle. */
function brokenBucket(breaks: number, isGone = false): Bucket {
  let asked = 0;
  return {
    last: async () => (isGone ? undefined : whole),
    async* some() {
      asked += 1;
      if (asked > breaks) { if (!isGone) yield whole; return; }
      if (asked === breaks && breaks > 1) yield { ...whole, end: 2, data: whole.data.subarray(0, 2) };
      jest.setSystemTime(Date.now() + 5001);
      throw new Error('timeout');
    },
  } as unknown as Bucket;
}

async function read(bucket: Bucket): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of readBytes(bucket, 'bytes', { start: 0, end: 4 })) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

describe('whoever reads from the bucket', () => {
  it.each([0, 1, 2, 3])('gets every byte once when %i answers break off', async (breaks) => expect(await read(brokenBucket(breaks))).toBe('hello'));
  it('is told when no answer comes to an end although the bucket answers', () => expect(read(brokenBucket(9))).rejects.toThrow('timeout'));
  it('is told at once when the bytes are gone', () => expect(read(brokenBucket(1, true))).rejects.toThrow(BytesMissing));
});
