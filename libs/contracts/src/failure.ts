// What went wrong, in a form that a person can act on and a program can branch on.
import { z } from 'zod';

/** `<where>.<what>`, for example `credential.github_scope`. */
export const failureCode = z.string().regex(/^[a-z0-9_]+\.[a-z0-9_]+$/);

/** `remediation` says what the operator should do now; `resume` names the stage a retry starts at (default: the failed one). */
export const failureSchema = z.object({
  code: failureCode,
  message: z.string().max(4000),
  remediation: z.string().max(4000),
  retryable: z.boolean(),
  resume: z.string().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
  artifacts: z.array(z.string()).optional(),
});
export type Failure = z.infer<typeof failureSchema>;
