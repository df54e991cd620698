// What a test says to the emulated model, and what it is told: rules, releases, conversations.
import { EventEmitter, once } from 'node:events';
import { ModelRules, type ModelBehaviour, type ModelRule } from './behaviours';
import type { Conversation } from './conversation';

export class ModelControl {
  private readonly rules = new ModelRules();
  private readonly heardOf = new Map<string, Conversation>();
  private readonly releases = new EventEmitter().setMaxListeners(0);
  /** Status and code of every request that was refused. */
  readonly refusals: { status: number; code: string | null }[] = [];

  /** @throws ZodError for what is no rule */
  behave(rule: ModelRule): void {
    this.rules.add(rule);
  }

  /** Every prompt is answered honestly again, and whoever is held goes on. */
  forgetBehaviours(): void {
    this.rules.clear();
    this.release();
  }

  /** Whoever is held now goes on. */
  release(): void {
    this.releases.emit('release');
  }

  /** Of each step and attempt of each run the longest conversation, oldest first. */
  conversations(runId?: string): Conversation[] {
    return [...this.heardOf.values()].filter((one) => runId === undefined || one.runId === runId);
  }

  heard(conversation: Conversation): ModelBehaviour {
    const { runId, attempt, step, outputs } = conversation;
    const key = `${runId} ${step} ${attempt}`;
    if ((this.heardOf.get(key)?.outputs.length ?? -1) < outputs.length) this.heardOf.set(key, conversation);
    return this.rules.behaviourFor({ step, text: conversation.prompt });
  }

  async released(): Promise<void> {
    await once(this.releases, 'release');
  }
}
