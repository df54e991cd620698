// How the emulated agent treats a task: the closed list of behaviours, and the rules that choose one for a new task.
import { z } from 'zod';

export const HOSTILE_PATCHES = ['git_config', 'parent_directory', 'absolute_path', 'symlink', 'submodule', 'workflow', 'oversize', 'binary'] as const;
export type HostilePatchKind = (typeof HOSTILE_PATCHES)[number];

const withLatency = { latencyMs: z.int().nonnegative().optional() };
const plain = <Kind extends string>(kind: Kind) => z.strictObject({ kind: z.literal(kind), ...withLatency });

const ended = [
  /** Does the tasks it was asked to do and ticks exactly their boxes. */
  plain('ready'),
  /** Does the first half of the tasks, at least one, and ticks those. */
  plain('half'),
  /** Ends with text only, as when the agent asks a question. */
  plain('no_diff'),
  z.strictObject({ kind: z.literal('error'), message: z.string().optional(), ...withLatency }),
  /** Written against other content. `known`: the pre-image is a blob of the repository, so a three-way merge finds it. */
  z.strictObject({ kind: z.literal('conflict'), base: z.enum(['unknown', 'known']).default('unknown'), ...withLatency }),
  /** The honest diff and one part that no one may apply. `bytes` is the size of `oversize` and `binary`. */
  z.strictObject({ kind: z.literal('hostile'), patch: z.enum(HOSTILE_PATCHES), bytes: z.int().positive().default(20_000_000), ...withLatency }),
  plain('ticks_nothing'),
  plain('ticks_foreign'),
  /** An "output diff" that is no diff. */
  plain('garbage'),
  plain('empty_diff'),
] as const;
/** How one attempt ends. */
const AttemptBehaviour = z.discriminatedUnion('kind', ended);
export type AttemptBehaviour = z.output<typeof AttemptBehaviour>;

export const Behaviour = z.discriminatedUnion('kind', [
  ...ended,
  /** Pending for `ms`, or without it until released; then `ready`. */
  z.strictObject({ kind: z.literal('slow'), ms: z.int().nonnegative().optional() }),
  z.strictObject({ kind: z.literal('never') }),
  /** Of a best-of-n task: attempt N ends as the Nth says; the last one counts for all that follow. */
  z.strictObject({ kind: z.literal('attempts'), each: z.array(AttemptBehaviour).min(1).max(4), ...withLatency }),
]);
export type Behaviour = z.output<typeof Behaviour>;

/** How each attempt of a task ends; one entry stands for all when they are alike. */
export function behavioursOf(behaviour: Behaviour, attempts: number): AttemptBehaviour[] {
  switch (behaviour.kind) {
    case 'attempts': return Array.from({ length: attempts }, (_, index) => behaviour.each[Math.min(index, behaviour.each.length - 1)]!);
    case 'slow': case 'never': return [{ kind: 'ready' }];
    default: return [behaviour];
  }
}

export const BehaviourRule = z.strictObject({
  behaviour: Behaviour,
  /** Only tasks of this environment id. */
  environment: z.string().optional(),
  /** Only tasks of this repository. */
  repository: z.string().optional(),
  /** Used up after so many tasks; without it the rule stays. */
  tasks: z.int().positive().optional(),
});
export type BehaviourRule = z.input<typeof BehaviourRule>;

/** The newest rule that fits decides; without one a task is done honestly. */
export class BehaviourRules {
  private rules: z.output<typeof BehaviourRule>[] = [];

  add(rule: BehaviourRule): void {
    this.rules.unshift(BehaviourRule.parse(rule));
  }

  clear(): void {
    this.rules = [];
  }

  /** Chooses for one new task and counts that task against the rule. */
  take(environment: string, repository: string): Behaviour {
    const fits = (rule: BehaviourRule) => (rule.environment ?? environment) === environment && (rule.repository ?? repository) === repository;
    const rule = this.rules.find(fits);
    if (!rule) return { kind: 'ready' };
    if (rule.tasks !== undefined) {
      rule.tasks -= 1;
      if (rule.tasks === 0) this.rules = this.rules.filter((other) => other !== rule);
    }
    return rule.behaviour;
  }
}
