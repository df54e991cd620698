// An embedding without a model: texts that share words point the same way.
import { createHash } from 'node:crypto';

/** Deterministic, and not of length 1: the real model's shortened vectors are not either. */
export function wordVector(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0.01);
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) {
    const digest = createHash('sha256').update(word).digest();
    const at = digest.readUInt32BE(0) % dimensions;
    vector[at] = (vector[at] ?? 0) + (digest.readUInt8(4) % 2 === 0 ? 3 : -3);
  }
  return vector;
}
