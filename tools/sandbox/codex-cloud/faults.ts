// Faults of the service itself, put on its calls from outside: refusals, lost answers, hangs, delays.
import { z } from 'zod';

export const CALLS = ['environments', 'create', 'list', 'detail', 'siblings', 'refresh'] as const;
export type Call = (typeof CALLS)[number];

export const Fault = z.strictObject({
  call: z.enum([...CALLS, 'any']).default('any'),
  effect: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('status'), status: z.int().min(400).max(599), retryAfterSeconds: z.int().nonnegative().optional() }),
    /** The connection is closed without an answer. */
    z.strictObject({ kind: z.literal('drop') }),
    /** The connection stays open without an answer. */
    z.strictObject({ kind: z.literal('hang') }),
    z.strictObject({ kind: z.literal('delay'), ms: z.int().nonnegative() }),
  ]),
  /** `after`: the call has done its work and only its answer is lost. */
  when: z.enum(['before', 'after']).default('before'),
  /** Used up after so many calls; without it the fault stays until cleared. */
  calls: z.int().positive().optional(),
});
export type Fault = z.input<typeof Fault>;
export type FaultEffect = z.output<typeof Fault>['effect'];

/** The newest fault that fits a call takes effect. */
export class Faults {
  private faults: z.output<typeof Fault>[] = [];

  add(fault: Fault): void {
    this.faults.unshift(Fault.parse(fault));
  }

  clear(): void {
    this.faults = [];
  }

  /** The effect on this call, counted against its fault. */
  take(call: Call, when: 'before' | 'after'): FaultEffect | undefined {
    const fault = this.faults.find((candidate) => candidate.when === when && (candidate.call === 'any' || candidate.call === call));
    if (!fault) return undefined;
    if (fault.calls !== undefined) {
      fault.calls -= 1;
      if (fault.calls === 0) this.faults = this.faults.filter((other) => other !== fault);
    }
    return fault.effect;
  }
}
