// How the emulated model treats a prompt: the closed list of behaviours, and the rules that choose one.
import { z } from 'zod';

const plain = <Kind extends string>(kind: Kind) => z.strictObject({ kind: z.literal(kind) });

export const ModelBehaviour = z.discriminatedUnion('kind', [
  /** Reads what the step stands on and writes its document. */
  plain('writes'),
  /** Thinks that there is nothing to do. */
  plain('writes_nothing'),
  /** Runs the first command, then does not answer until released; then `writes`. */
  plain('holds'),
  /** Does not answer, and never will. */
  plain('hangs'),
  /** Looks for secrets in its environment and in that of every process it sees, then `writes`. What it found is in the conversation. */
  plain('looks_around'),
  /** Tries to connect to places (`host:port`), directly and through the proxy, then ends without having written anything. */
  z.strictObject({ kind: z.literal('reaches'), places: z.array(z.string().regex(/^[\w.-]+:\d+$/)).min(1) }),
  /** Starts processes that start processes. */
  plain('forks'),
  /** Runs a command that never ends. */
  plain('sleeps'),
  /** Writes until something stops it. */
  plain('fills_disk'),
  /** Leaves hooks, filters and settings for whoever uses git in the workspace afterwards, and a link in place of a folder that others write to; then `writes`. */
  plain('plants_hooks'),
]);
export type ModelBehaviour = z.output<typeof ModelBehaviour>;

export const ModelRule = z.strictObject({
  behaviour: ModelBehaviour,
  /** Only prompts for this step. */
  step: z.enum(['specify', 'plan', 'tasks', 'implement']).optional(),
  /** Only prompts that hold these words. */
  words: z.string().min(1).optional(),
});
export type ModelRule = z.input<typeof ModelRule>;

/** The newest rule that fits decides, for each request anew; without one a prompt is answered honestly. */
export class ModelRules {
  private rules: z.output<typeof ModelRule>[] = [];

  add(rule: ModelRule): void {
    this.rules.unshift(ModelRule.parse(rule));
  }

  clear(): void {
    this.rules = [];
  }

  behaviourFor({ step, text }: { step: string; text: string }): ModelBehaviour {
    const rule = this.rules.find((one) => (one.step ?? step) === step && text.includes(one.words ?? ''));
    return rule?.behaviour ?? { kind: 'writes' };
  }
}
