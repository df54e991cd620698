// The stages as data: who hosts each, what it is given and what it hands on. Adding a stage is one entry here and one folder in its host.
import { z } from 'zod';
import {
  applyOutput, discoverOutput, finalizeOutput, publishOutput, runRequestSchema, submitOutput,
} from './run-context';

const workspaceStage = z.object({ request: runRequestSchema });

/** The catalogue. `concurrency` is how many deliveries one replica holds at a time; `deadlineMinutes` ends a handler that hangs. */
export const stageCatalogue = {
  discover: {
    host: 'discovery', concurrency: 64, deadlineMinutes: 5,
    input: workspaceStage, output: discoverOutput,
  },
  submit: {
    host: 'codex-runner', concurrency: 64, deadlineMinutes: 15,
    input: workspaceStage.extend({ discover: discoverOutput }), output: submitOutput,
  },
  apply: {
    host: 'codex-runner', concurrency: 512, deadlineMinutes: 24 * 60,
    input: workspaceStage.extend({ discover: discoverOutput, submit: submitOutput }), output: applyOutput,
  },
  publish: {
    host: 'publisher', concurrency: 64, deadlineMinutes: 15,
    input: workspaceStage.extend({ discover: discoverOutput, submit: submitOutput, apply: applyOutput }), output: publishOutput,
  },
  finalize: {
    host: 'publisher', concurrency: 64, deadlineMinutes: 5,
    input: workspaceStage.extend({ discover: discoverOutput, submit: submitOutput.optional(), apply: applyOutput.optional(), publish: publishOutput.optional() }),
    output: finalizeOutput,
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
