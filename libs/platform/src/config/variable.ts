// An environment variable as data: how it is written, who uses it, what it is for. The loader, the documentation and the local stack read the same table.
import type { z } from 'zod';

export const services = ['gateway', 'discovery', 'codex-runner', 'publisher', 'projection'] as const;
export type Service = (typeof services)[number];
export type Part = Service | 'job container' | 'local stack' | 'command line';

/** How a value is written: `form` completes the sentence "give …". */
export interface Form<Value> {
  form: string;
  schema: z.ZodType<Value, string>;
}

interface Details {
  usedBy: readonly Part[];
  description: string;
  /** Never shown; may come from the file that `<NAME>_FILE` names; given only to those who use it. */
  secret?: boolean;
  /** Used in place of this other variable where that one is absent. */
  standsInFor?: string;
  /** Means something only beside this secret: whoever is not given the one is not given the other. */
  needs?: string;
}

export interface Variable<Value = unknown> extends Form<Value>, Details {
  /** As it would be written. */
  default?: string;
}

export function variable<Value>(form: Form<Value>, details: Details & { default: string }): Variable<Value>;
export function variable<Value>(form: Form<Value>, details: Details): Variable<Value | undefined>;
export function variable<Value>(form: Form<Value>, details: Details & { default?: string }): Variable<Value | undefined> {
  return { ...form, ...details };
}
