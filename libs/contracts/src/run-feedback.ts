// What operators say of a run's failure: was what they were told enough to act?
import { z } from 'zod';

/** `POST …/runs/{id}/feedback`: one of each operator and run, the last one counts. */
export const feedbackRequestSchema = z.strictObject({ enough: z.boolean(), note: z.string().max(4000).optional() });
export type FeedbackRequest = z.infer<typeof feedbackRequestSchema>;

export const feedbackSchema = z.object({ principal: z.string(), enough: z.boolean(), note: z.string().nullable(), at: z.iso.datetime() });
export type Feedback = z.infer<typeof feedbackSchema>;

/** `GET …/runs/{id}/feedback`, newest first. */
export const runFeedbackSchema = z.object({ runId: z.uuid(), feedback: z.array(feedbackSchema) });
