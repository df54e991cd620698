// Which passages a prompt quotes and why, as it is kept with the run: what an operator sees, and what a second try of the same attempt quotes again.
import { z } from 'zod';

const passageSchema = z.object({
  file: z.string(), headings: z.array(z.string()), firstLine: z.number(), lastLine: z.number(), score: z.number(), tokens: z.number(), text: z.string(),
});

/**
 * Tokens are estimated. `ranking` is what was used, null when nothing was ranked; `wanted` what is configured; `fallback` why it was not used.
 * `problem` says why nothing could be chosen. A score is measured by the best one, which has 1.
 */
export const passageChoiceSchema = z.object({
  base: z.string(),
  directory: z.string(),
  ranking: z.string().nullable(),
  wanted: z.string(),
  fallback: z.string().nullable(),
  problem: z.string().nullable(),
  budgetTokens: z.number(),
  quotedTokens: z.number(),
  wholeTokens: z.number(),
  leftOut: z.array(z.string()),
  passages: z.array(passageSchema),
});
export type PassageChoice = z.infer<typeof passageChoiceSchema>;

/** One line for whoever watches. */
export function summaryOf({ passages, problem, ranking, quotedTokens, wholeTokens }: PassageChoice): string {
  if (problem !== null) return `the prompt quotes no documents: ${problem}`;
  if (passages.length === 0) return 'the prompt quotes no documents: none has a passage near to the tasks';
  const files = new Set(passages.map(({ file }) => file)).size;
  return `the prompt quotes ${passages.length} passages of ${files} documents, about ${quotedTokens} tokens (the documents have ${wholeTokens}), ranked by ${ranking === 'google' ? "Google's embeddings" : 'words'}`;
}
