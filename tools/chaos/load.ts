// Asks for runs at an even pace, through both gateways and whatever happens to them; the same key with each repetition.
import { setTimeout as pause } from 'node:timers/promises';
import { runsPath } from '#contracts';
import type { Scene } from './scene';
import type { Ordered } from './world';

/** `askedAt`: when the first request for it was sent (ms since 1970); while a server is away it is accepted much later. */
/** `shallFailWith`: the code of the failure that a fault has aimed at it. */
export interface AcceptedRun extends Ordered { askedAt: number; shallFailWith?: string | undefined }

const patience = 150_000;
const pauseBetweenTries = 500;

export class Load {
  readonly accepted: AcceptedRun[] = [];
  /** Requests that were refused for good, or answered with another run than before. */
  readonly wrongAnswers: string[] = [];

  private readonly aims = new Map<string, string>();

  constructor(private readonly scene: Scene, readonly features: readonly string[]) {}

  /** Asks over so many seconds. Resolves when each run has been accepted or refused. */
  async drive(seconds: number): Promise<void> {
    const every = seconds * 1000 / this.features.length;
    await Promise.all(this.features.map(async (featureKey, place) => {
      await pause(place * every);
      await this.order(featureKey, place);
    }));
  }

  /** One request for a run of the feature. @returns the run's id, or why not */
  async ask(featureKey: string, gateway: number): Promise<{ id: string } | { status: number; text: string }> {
    const { urls, world, installation: { operator } } = this.scene;
    const answer = await fetch(`${urls[gateway % 2]}/${runsPath}`, {
      method: 'POST', signal: AbortSignal.timeout(15_000), body: JSON.stringify({ ...world.request, repository: world.repository, featureKey }),
      headers: { 'authorization': `Bearer ${operator.token}`, 'content-type': 'application/json', 'idempotency-key': featureKey },
    });
    const text = await answer.text();
    return answer.ok ? { id: (JSON.parse(text) as Ordered).id } : { status: answer.status, text };
  }

  /** The run of the feature, which is still to be asked for, cannot but fail with that code. */
  aim(featureKey: string, code: string): void {
    this.aims.set(featureKey, code);
  }

  /** The same request again, at both gateways at once. */
  async repeat({ id, featureKey }: AcceptedRun, times: number): Promise<void> {
    const answers = await Promise.allSettled(Array.from({ length: times }, (_, gateway) => this.ask(featureKey, gateway)));
    for (const answer of answers) {
      // One that is not answered, or told to come later, says nothing wrong.
      if (answer.status === 'rejected' || ('status' in answer.value && answer.value.status >= 500)) continue;
      if (!('id' in answer.value) || answer.value.id !== id) this.wrongAnswers.push(`${featureKey}: a repeated request for run ${id} was answered ${JSON.stringify(answer.value)}`);
    }
  }

  private async order(featureKey: string, place: number): Promise<void> {
    const askedAt = Date.now();
    for (let attempt = 0; Date.now() < askedAt + patience; attempt += 1) {
      const answer = await this.ask(featureKey, place + attempt).catch(() => undefined);
      if (answer && 'id' in answer) {
        this.accepted.push({ id: answer.id, featureKey, askedAt, shallFailWith: this.aims.get(featureKey) });
        return;
      }
      if (answer && answer.status < 500) {
        this.wrongAnswers.push(`${featureKey}: ${answer.status} ${answer.text}`);
        return;
      }
      await pause(pauseBetweenTries);
    }
    this.wrongAnswers.push(`${featureKey}: nobody accepted it in ${patience / 1000} s`);
  }
}
