// What the other services say about what they need, asked in the background so that no request waits for it.
import type { Questions } from '#bus';
import { readinessSchema, readinessSubject, type Readiness, type StageHost } from '#contracts';

export type AskedService = StageHost | 'projection';
export const askedServices: readonly AskedService[] = ['discovery', 'codex-runner', 'publisher', 'projection'];

const askEvery = 5000;

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

  /** Never throws: no answer is undefined. */
  async ask(service: AskedService, timeoutMilliseconds = 2000): Promise<Readiness | undefined> {
    const answer = await this.questions.ask(readinessSubject(service), {}, readinessSchema, timeoutMilliseconds).catch(() => undefined);
    if (answer) this.answers.set(service, answer);
    else this.answers.delete(service);
    return answer;
  }

  private async askAll(): Promise<void> {
    await Promise.all(askedServices.map((service) => this.ask(service)));
  }
}
