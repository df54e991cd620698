// How well the automation works: numbers over the runs of the last days, against what was promised.
import { z } from 'zod';
import { workflowNames } from './run-context';

export const insightPath = 'api/workflows/speckit/insight';

export const insightQuerySchema = z.strictObject({ days: z.coerce.number().int().min(1).max(90).default(30) });

const count = z.number().int().min(0);
const minutes = z.number().min(0);
const share = z.number().min(0).max(1);
/** Runs by outcome; `open` are on their way. */
const outcomes = z.object({ succeeded: count, failed: count, cancelled: count, noWork: count, open: count });

/** `day` is a date in UTC. Days without runs are there with zeros. */
export const insightDaySchema = outcomes.extend({ day: z.iso.date() });
/** From `POST` to the pull request. The objective is met when `withinShare` reaches `objectiveShare`; null without runs. */
export const timeToPullRequestSchema = z.object({
  workflow: z.enum(workflowNames), runs: count, p50Minutes: minutes.nullable(), p95Minutes: minutes.nullable(), objectiveMinutes: minutes, objectiveShare: share, withinShare: share.nullable(),
});
/** All attempts of a stage: minutes in which a worker was at work on it, in which the worker waited for the agent, and in which the stage waited for a worker. */
export const stageTimeSchema = z.object({ stage: z.string(), attempts: count, workingMinutes: minutes, agentMinutes: minutes, waitingMinutes: minutes, p50WorkingMinutes: minutes, p95WorkingMinutes: minutes });
export const failureRankSchema = z.object({ code: z.string(), failures: count, runs: count, lastAt: z.iso.datetime() });
/** "Was this enough to act?" under failed runs. */
export const feedbackRateSchema = z.object({ yes: count, no: count, rate: share.nullable(), objectiveShare: share });
/** Actions are runs started, retries and cancels; `waitedMinutes` is how long failed runs waited for a person; `phases` reached a pull request. `savedShare` may be negative. */
export const operatorTimeSchema = z.object({
  actions: count, minutesPerAction: minutes, waitedMinutes: minutes, phases: count, minutesPerPhase: minutes.nullable(), manualBaselineMinutes: minutes, savedShare: z.number().nullable(), objectiveShare: share,
});

/** `GET …/insight?days=`. `successRate` is the share of runs that ended well among those that succeeded or failed. */
export const insightSchema = z.object({
  days: z.number().int(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  runsPerDay: z.array(insightDaySchema),
  totals: outcomes,
  successRate: share.nullable(),
  timeToPullRequest: z.array(timeToPullRequestSchema),
  stages: z.array(stageTimeSchema),
  failures: z.array(failureRankSchema),
  feedback: feedbackRateSchema,
  operator: operatorTimeSchema,
});
export type Insight = z.infer<typeof insightSchema>;
