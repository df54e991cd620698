// Turns a look that returns what it saw, or throws what is wrong, into a check.
import type { Check } from '#platform';
import { StageFailure } from '#domain';
import { StackError } from '../stack-error';

export interface Look {
  name: string;
  needed: boolean;
  /** @returns what was seen. @throws StackError or StageFailure, which say what to do */
  look: (signal: AbortSignal) => Promise<string> | string;
}

export function looked({ name, needed, look }: Look): Check {
  return {
    name, blocking: needed, stages: [], ttlMs: 0,
    check: async (signal) => {
      try {
        return { ok: true, detail: await look(signal) };
      } catch (error) {
        const remediation = remediationOf(error);
        return { ok: false, detail: error instanceof Error ? error.message : String(error), ...(remediation ? { remediation } : {}) };
      }
    },
  };
}

function remediationOf(error: unknown): string | undefined {
  if (error instanceof StackError) return error.remediation;
  // A stage would say "then retry the run"; here there is none.
  return error instanceof StageFailure ? error.failure.remediation.replace(/,? then retry(?: the run| to submit a new one)?(?=\.)/gi, '') : undefined;
}
