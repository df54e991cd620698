// Faults on demand: the next matching requests fail before they act, or after.
import { z } from 'zod';

export const fault = z.strictObject({
  match: z.strictObject({
    method: z.string().toUpperCase().optional(),
    /** Regular expression, searched in path and query, e.g. `/pulls$` or `git-receive-pack`. */
    path: z.string().refine(isPattern, 'is not a regular expression'),
  }),
  /** How many requests it meets before it is gone. */
  times: z.int().positive().default(1),
  /** How many matching requests pass first. */
  skip: z.int().nonnegative().default(0),
  status: z.int().min(100).max(599).optional(),
  headers: z.record(z.string(), z.string()).default({}),
  /** Text, or JSON. */
  body: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
  delayMs: z.int().nonnegative().default(0),
  dropConnection: z.boolean().default(false),
  /** The request takes effect first; then comes the status (502 unless said otherwise) or the connection drops. */
  after: z.boolean().default(false),
});

export type Fault = z.infer<typeof fault>;
export type NewFault = z.input<typeof fault>;

/** A planted fault with what became of it. */
export type PlantedFault = Fault & { id: number; hits: number };

function isPattern(text: string): boolean {
  try {
    return Boolean(new RegExp(text));
  } catch {
    return false;
  }
}

export class Faults {
  private planted: PlantedFault[] = [];
  private lastId = 0;

  add(fault: Fault): PlantedFault {
    this.lastId += 1;
    const planted = { ...fault, id: this.lastId, hits: 0 };
    this.planted.push(planted);
    return planted;
  }

  /** The first fault that meets this request, counted as used. */
  take(method: string, target: string): Fault | undefined {
    for (const fault of this.planted) {
      if (fault.hits >= fault.times || (fault.match.method ?? method) !== method || !new RegExp(fault.match.path).test(target)) continue;
      if (fault.skip > 0) {
        fault.skip -= 1;
        continue;
      }
      fault.hits += 1;
      return fault;
    }
    return undefined;
  }

  list(): PlantedFault[] {
    return this.planted.map((fault) => ({ ...fault }));
  }

  clear(): void {
    this.planted = [];
  }
}
