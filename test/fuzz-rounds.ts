// How many inputs a fuzzer tries, and from which seed: the same few in every run, and as many others as one asks for.

/** Settings of fast-check. FUZZ_RUNS replaces the number of inputs, FUZZ_SEED the seed. */
export function fuzzRounds(few: number): { numRuns: number; seed: number } {
  return { numRuns: Number(process.env['FUZZ_RUNS'] ?? few), seed: Number(process.env['FUZZ_SEED'] ?? 20251128) };
}

/** Milliseconds that a test of so many inputs may take. */
export const fuzzTime = Number(process.env['FUZZ_RUNS'] ? 3_600_000 : 60_000);
