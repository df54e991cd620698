// What the other services say about what they need, asked in the background so that no request waits for it.
import type { Questions } from '#bus';
import { inQueue, readinessSchema, readinessSubject, type Readiness, type StageHost } from '#contracts';

export type AskedService = StageHost | 'projection';
export const askedServices: readonly AskedService[] = ['discovery', 'codex-runner', 'publisher', 'projection'];

const askEvery = 5000;
const patience = 2000;

export class ServiceReadiness {
  private readonly answers = new Map<AskedService, Readiness>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly questions: Pick<Questions, 'ask'>) {}

  start(): void {
    void this.askAll();
    this.timer = setInterval(() => void this.askAll(), askEvery);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** The last answer; undefined when the service did not answer when last asked. */
  known(service: AskedService): Readiness | undefined {
    return this.answers.get(service);
  }

  /** Asks those of the service that serve the queue; without one, those that serve none. Never throws: no answer is undefined. */
  async ask(service: AskedService, queue?: string): Promise<Readiness | undefined> {
    const answer = await this.questions.ask(inQueue(readinessSubject(service), queue), {}, readinessSchema, patience).catch(() => undefined);
    if (queue !== undefined) return answer;
    if (answer) this.answers.set(service, answer);
    else this.answers.delete(service);
    return answer;
  }

  private async askAll(): Promise<void> {
    await Promise.all(askedServices.map((service) => this.ask(service)));
  }
}
