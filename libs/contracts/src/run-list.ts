// The list of runs: which runs are asked for, what is answered, and how many there are.
import { z } from 'zod';
import { workflowNames } from './run-context';
import { runStatuses } from './run';
import { runViewSchema } from './run-view';

const flag = z.enum(['true', 'false', '1', '0', '']).transform((value) => value !== 'false' && value !== '0');
const knownStatus = z.enum(runStatuses);
const statusList = z.string().max(200).transform((text, context) => {
  const said = text.split(',').map((status) => status.trim()).filter((status) => status !== '');
  const statuses = said.flatMap((status) => knownStatus.safeParse(status).data ?? []);
  if (statuses.length < said.length) context.addIssue(`is not one or several of ${runStatuses.join(', ')}, with commas between`);
  return statuses.length > 0 ? statuses : undefined;
});
const words = z.string().max(200).transform((text) => text.trim() || undefined);

/** `waiting` are runs that wait for a person: failed, the last of their lane, and nobody acts next. `q` is looked for in id, repository, feature, phase title, branch, pull request number, reference and creator. */
export const runFilterSchema = z.strictObject({
  repository: z.string().max(140).optional(),
  featureKey: z.string().max(200).optional(),
  workflow: z.enum(workflowNames).optional(),
  failureCode: z.string().max(100).optional(),
  waiting: flag.optional(),
  q: words.optional(),
});

/** `GET …/runs/counts` */
export const countRunsSchema = runFilterSchema;
export type CountRuns = z.infer<typeof countRunsSchema>;

/** `GET …/runs`. `status` is one status or several with commas between; `cursor` is opaque and comes from `nextCursor`; `limit` counts runs. */
export const listRunsSchema = runFilterSchema.extend({
  status: statusList.optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type ListRuns = z.infer<typeof listRunsSchema>;

export const runPageSchema = z.object({ items: z.array(runViewSchema), nextCursor: z.string().nullable() });

const count = z.number().int().min(0);

export const runCountsSchema = z.object({
  total: count,
  waiting: count,
  byStatus: z.object({ pending: count, running: count, retrying: count, succeeded: count, failed: count, no_work: count, no_changes: count, cancelled: count }),
});
export type RunCounts = z.infer<typeof runCountsSchema>;
