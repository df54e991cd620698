// How full the stream of facts is, and where it ends, looked at now and then.
import type { RunLog } from '#bus';

const lookEvery = 5000;

export class StreamWatch {
  private timer: NodeJS.Timeout | undefined;
  private seen = { fullness: 0, lastSequence: 0 };

  constructor(private readonly log: RunLog) {}

  async start(): Promise<void> {
    await this.look();
    this.timer = setInterval(() => void this.look(), lookEvery);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** 0–1 of the stream's byte limit. */
  get fullness(): number { return this.seen.fullness; }
  get lastSequence(): number { return this.seen.lastSequence; }

  /** With NATS away what was seen last stays. */
  async look(): Promise<void> {
    this.seen = await this.log.state().catch(() => this.seen);
  }
}
