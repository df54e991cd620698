// Vectors of one length for all of Specline: as they are compared, and as they travel and are kept.

/** Google recommends 768, 1536 or 3072; the shortest ranks nearly as well, and a feature's documents are kept in half a megabyte. */
export const dimensions = 768;

export type Embedding = Float32Array;

/** Of length 1, so that nearness is a sum of products. Undefined for what is no embedding. */
export function embeddingOf(values: ArrayLike<number>): Embedding | undefined {
  const length = Math.hypot(...Array.from(values));
  if (values.length !== dimensions || !Number.isFinite(length) || length === 0) return undefined;
  return Float32Array.from(values, (value) => value / length);
}

export function nearness(one: Embedding, other: Embedding): number {
  let sum = 0;
  for (let at = 0; at < dimensions; at += 1) sum += (one[at] ?? 0) * (other[at] ?? 0);
  return Math.max(0, sum);
}

/** Base64 of 32-bit floats, little endian. */
export function packed(embedding: Embedding): string {
  const bytes = Buffer.alloc(embedding.length * 4);
  embedding.forEach((value, index) => bytes.writeFloatLE(value, index * 4));
  return bytes.toString('base64');
}

export function unpacked(text: string): Embedding | undefined {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== dimensions * 4) return undefined;
  return embeddingOf(Float32Array.from({ length: dimensions }, (_, index) => bytes.readFloatLE(index * 4)));
}
