// What a run notes about several answers of its agent: the artifact `candidate_report`, which the console and the command line show.
import { z } from 'zod';
import { candidateSchema } from './run-context';

/** `candidates` are in the order of their rank, best first; `chosenBy` says who decided which one is published. */
export const candidateReportSchema = z.object({
  asked: z.number().int().min(1),
  chosenBy: z.enum(['rank', 'operator']),
  candidates: z.array(candidateSchema),
});
export type CandidateReport = z.infer<typeof candidateReportSchema>;
