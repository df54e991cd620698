// The versioned envelope of everything that is ever stored about a run, and the subject it is stored under.
import { z } from 'zod';
import { artifactSchema } from './artifact';
import { credentialAuditSchema } from './credential-audit';
import { failureSchema } from './failure';
import { runContextSchema } from './run-context';

export const factVersion = 1;
export const factStates = ['requested', 'retried', 'cancelled', 'intended', 'succeeded', 'failed'] as const;
export type FactState = (typeof factStates)[number];
/** The stage token of what an operator says. */
export const operatorStage = 'run';
/** Nobody has to act on the fact. */
export const nobody = 'none';

export const outcomes = ['succeeded', 'no_work', 'no_changes'] as const;
export const executionPaths = ['skill', 'direct_fallback', 'direct_only'] as const;

/** How a stage used skills; stages that ask no agent are `direct_only`. `why` is for people; `promptPack` is the version of the prompts that were chosen from. */
export const executionSchema = z.object({
  selectedSkill: z.string().nullable(),
  executionPath: z.enum(executionPaths),
  usedSkills: z.boolean(),
  usedFallback: z.boolean(),
  shadowModeRequested: z.boolean(),
  why: z.string().optional(),
  promptPack: z.string().optional(),
});
export type Execution = z.infer<typeof executionSchema>;

/** `taskId` names a remote agent's task that exists, `candidate` one of its answers. */
export const retrySchema = z.object({ mode: z.enum(['resume_failed_task', 'choose_candidate']), stage: z.string(), taskId: z.string().optional(), candidate: z.number().int().min(1).max(4).optional() });

const token = z.string().regex(/^[A-Za-z0-9_@-]{1,64}$/);

/**
 * One fact. `trigger` is the stream sequence of the fact it answers (0 for the first); `attempt` counts from 1 over the whole run;
 * `at`, `startedAt`, `notBefore` are ISO 8601 in UTC; `worker` names the process that wrote it; `actor` the operator, where one spoke.
 * `waitedMs` is how long, between `startedAt` and `at`, the stage waited for its agent instead of working.
 */
export const factSchema = z.object({
  v: z.literal(factVersion),
  id: z.uuid(),
  runId: z.uuid(),
  lane: z.string().regex(/^[A-Za-z0-9_=~-]{3,600}$/),
  stage: token,
  state: z.enum(factStates),
  next: token,
  attempt: z.number().int().min(1),
  trigger: z.number().int().min(0),
  at: z.iso.datetime(),
  startedAt: z.iso.datetime().optional(),
  waitedMs: z.number().int().min(0).optional(),
  worker: z.string(),
  context: runContextSchema,
  message: z.string().max(2000).optional(),
  outcome: z.enum(outcomes).optional(),
  failure: failureSchema.optional(),
  notBefore: z.iso.datetime().optional(),
  automaticRetries: z.number().int().min(0).optional(),
  artifacts: z.array(artifactSchema).optional(),
  credentialAudit: credentialAuditSchema.optional(),
  execution: executionSchema.optional(),
  intent: z.record(z.string(), z.unknown()).optional(),
  actor: z.string().optional(),
  notes: z.string().max(4000).optional(),
  retry: retrySchema.optional(),
  requestDigest: z.string().optional(),
  traceId: z.string().optional(),
});
export type Fact = z.infer<typeof factSchema>;
/** A fact with the place it has in the stream. */
export interface StoredFact { sequence: number; fact: Fact }

export const runStream = 'RUN';
export const runSubjects = 'run.>';

/** @example 'run.acme~web~003-cart.0199….publish.succeeded.finalize' */
export function subjectOf(fact: Pick<Fact, 'lane' | 'runId' | 'stage' | 'state' | 'next'>): string {
  return `run.${fact.lane}.${fact.runId}.${fact.stage}.${fact.state}.${fact.next}`;
}
export const laneFilter = (lane: string): string => `run.${lane}.>`;
export const runFilter = (runId: string): string => `run.*.${runId}.>`;
/** Where an operator cancels a run or has it tried again. */
export const steeringSubjects = ['run.*.*.run.cancelled.*', 'run.*.*.run.retried.*'] as const;
export const laneOfSubject = (subject: string): string => subject.split('.')[1] ?? '';
export const stageOfLaneFilter = (lane: string, stage: string): string => `run.${lane}.*.${stage}.>`;
/** The one filter of the durable consumer of a stage. */
export const stageFilter = (stage: string): string => `run.*.*.*.*.${stage}`;
