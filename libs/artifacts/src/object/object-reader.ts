// Reads a part of an artifact from the bucket, a few pieces at a time.
import { setTimeout as pause } from 'node:timers/promises';
import type { ByteRange } from '../artifact-store';
import type { Bucket, Piece } from './bucket';

/** The bytes end before they should: they were removed, or replaced, while they were read. */
export class BytesMissing extends Error {}

/** How long a replica may lag behind the leader. */
const lagMilliseconds = 5000;
/** Answers in a row that may break off or not come. Each takes as long as a replica may lag; that the bucket answers at all is waited for between them. */
const faultLimit = 3;

/** Bytes `start` to `end` of what is on the subject, both included. @throws BytesMissing */
export async function* readBytes(bucket: Bucket, subject: string, { start, end }: ByteRange): AsyncGenerator<Buffer> {
  let position = start;
  let patience = Date.now() + lagMilliseconds;
  let faults = 0;
  let sequence = await placeOf(bucket, subject, start);
  while (position <= end) {
    const before = position;
    let isBroken = false;
    try {
      for await (const piece of bucket.some(subject, sequence)) {
        const bytes = partOf(piece, position, end);
        if (bytes === undefined) throw new BytesMissing(`bytes ${position} to ${piece.offset} are missing`);
        sequence = piece.sequence + 1;
        position += bytes.byteLength;
        if (bytes.byteLength > 0) yield bytes;
        if (position > end) return;
      }
    } catch (error) {
      if (error instanceof BytesMissing || faults === faultLimit) throw error;
      isBroken = true;
    }
    faults = isBroken && position === before ? faults + 1 : 0;
    if (position === before) await waitForMore(bucket, subject, position, isBroken ? Infinity : patience);
    if (position > before || isBroken) patience = Date.now() + lagMilliseconds;
  }
}

/** Undefined when there is a hole before the piece. */
function partOf({ offset, data }: Piece, position: number, end: number): Buffer | undefined {
  if (offset > position) return undefined;
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).subarray(Math.max(0, position - offset), Math.max(0, end + 1 - offset));
}

async function waitForMore(bucket: Bucket, subject: string, position: number, patience: number): Promise<void> {
  const last = await bucket.last(subject);
  if (!last || last.end <= position || Date.now() > patience) throw new BytesMissing(`there are ${last?.end ?? 0} bytes, and byte ${position} is wanted`);
  await pause(20);
}

/** The sequence of the piece with the byte at `offset`: found by guessing in proportion, and by halving where that does not get on. */
async function placeOf(bucket: Bucket, subject: string, offset: number): Promise<number> {
  if (offset === 0) return 1;
  const last = await bucket.last(subject);
  if (!last || offset >= last.offset) return last?.sequence ?? 1;
  let low = await bucket.next(subject, 1);
  let high = { sequence: last.sequence, offset: last.offset };
  for (let turn = 0; low && low.end <= offset && low.sequence + 1 < high.sequence; turn += 1) {
    const share = turn % 3 === 2 ? 0.5 : (offset - low.offset) / (high.offset - low.offset);
    const guess = Math.min(high.sequence - 1, Math.max(low.sequence + 1, low.sequence + Math.floor((high.sequence - low.sequence) * share)));
    const found = await bucket.next(subject, guess);
    if (found && found.offset <= offset && found.sequence < high.sequence) low = found;
    else high = { sequence: guess, offset: found && found.sequence < high.sequence ? found.offset : high.offset };
  }
  return low?.sequence ?? 1;
}
