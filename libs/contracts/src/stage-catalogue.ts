// The stages as data: who hosts each, what it is given and what it hands on. Adding a stage is one entry here and one folder in its host.
import { z } from 'zod';
import {
  applyOutput, cleanupOutput, discoverOutput, finalizeOutput, prepareOutput, publishOutput, runRequestSchema, submitOutput, writingOutput,
} from './run-context';

const anyStage = z.object({ request: runRequestSchema });
const phaseStage = anyStage.extend({ discover: discoverOutput, submit: submitOutput, apply: applyOutput });
const specifyStage = anyStage.extend({ prepare: prepareOutput, specify: writingOutput, plan: writingOutput, tasks: writingOutput });

/** The catalogue. `concurrency` is how many deliveries one replica holds at a time; `deadlineMinutes` ends a handler that hangs. */
export const stageCatalogue = {
  discover: {
    host: 'discovery', concurrency: 64, deadlineMinutes: 5,
    input: anyStage, output: discoverOutput,
  },
  submit: {
    host: 'codex-runner', concurrency: 64, deadlineMinutes: 15,
    input: anyStage.extend({ discover: discoverOutput }), output: submitOutput,
  },
  apply: {
    host: 'codex-runner', concurrency: 512, deadlineMinutes: 24 * 60,
    input: phaseStage.omit({ apply: true }), output: applyOutput,
  },
  publish: {
    host: 'publisher', concurrency: 64, deadlineMinutes: 15,
    input: z.union([phaseStage, specifyStage]), output: publishOutput,
  },
  finalize: {
    host: 'publisher', concurrency: 64, deadlineMinutes: 5,
    input: phaseStage.extend(specifyStage.shape).partial().required({ request: true }).extend({ publish: publishOutput.optional(), cleanup: cleanupOutput.optional() }),
    output: finalizeOutput,
  },
  prepare: {
    host: 'codex-runner', concurrency: 16, deadlineMinutes: 15,
    input: anyStage, output: prepareOutput,
  },
  specify: {
    host: 'codex-runner', concurrency: 4, deadlineMinutes: 4 * 60,
    input: specifyStage.pick({ request: true, prepare: true }), output: writingOutput,
  },
  plan: {
    host: 'codex-runner', concurrency: 4, deadlineMinutes: 4 * 60,
    input: specifyStage.pick({ request: true, prepare: true, specify: true }), output: writingOutput,
  },
  tasks: {
    host: 'codex-runner', concurrency: 4, deadlineMinutes: 4 * 60,
    input: specifyStage.omit({ tasks: true }), output: writingOutput,
  },
  cleanup: {
    host: 'codex-runner', concurrency: 16, deadlineMinutes: 10,
    input: anyStage, output: cleanupOutput,
  },
} as const satisfies Record<string, StageDefinition>;

export interface StageDefinition {
  host: StageHost;
  concurrency: number;
  deadlineMinutes: number;
  input: z.ZodType;
  output: z.ZodType;
}
export type StageHost = 'discovery' | 'codex-runner' | 'publisher';
export type StageName = keyof typeof stageCatalogue;
export const stageNames = Object.keys(stageCatalogue) as StageName[];
export type StageInput<S extends StageName> = z.infer<(typeof stageCatalogue)[S]['input']>;
export type StageOutput<S extends StageName> = z.infer<(typeof stageCatalogue)[S]['output']>;

export function isStageName(name: string): name is StageName {
  return Object.hasOwn(stageCatalogue, name);
}

/** The stages that `host` has to handle, in catalogue order. */
export function stagesOf(host: StageHost): StageName[] {
  return stageNames.filter((name) => stageCatalogue[name].host === host);
}
