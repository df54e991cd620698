import { dimensions, embeddingOf, nearness, packed, unpacked, type Embedding } from './embedding';

const towards = (...at: number[]): number[] => Array.from({ length: dimensions }, (_, index) => (at.includes(index) ? 3 : 0));
const of = (...at: number[]): Embedding => embeddingOf(towards(...at)) as Embedding;

it('nearness is about direction, whatever length the model gave', () => {
  expect(nearness(of(1, 2), embeddingOf(towards(1, 2).map((value) => value * 1000)) as Embedding)).toBeCloseTo(1, 5);
  expect(nearness(of(1, 2), of(2, 3))).toBeCloseTo(0.5, 5);
  expect(nearness(of(1), of(2))).toBe(0);
  expect(nearness(of(1), embeddingOf(towards(1).map((value) => -value)) as Embedding)).toBe(0);
});
it('an embedding is packed as 32-bit floats, little endian, and comes back', () => {
  expect(Buffer.from(packed(of(1)), 'base64').subarray(0, 8)).toEqual(Buffer.of(0, 0, 0, 0, 0, 0, 0x80, 0x3f));
  expect(unpacked(packed(of(1, 7)))).toEqual(of(1, 7));
});
it.each<[string, ArrayLike<number>]>([['too short', [1]], ['all zeros', towards()], ['not finite', [...towards(1).slice(1), Infinity]], ['no numbers', [...towards(1).slice(1), NaN]]])('what is %s is no embedding', (_what, values) => {
  expect(embeddingOf(values)).toBeUndefined();
});
it.each(['', 'AAAA', 'no base64'])('what cannot be unpacked is no embedding (%s)', (text) => expect(unpacked(text)).toBeUndefined());
