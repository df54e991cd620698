// The orderly end of a process: on SIGTERM, SIGINT, or when the parent that supervises it is gone.
import type { Logger } from 'pino';

/** What of the process is used, so that a test can stand in for it. */
export interface ProcessLike {
  on(signal: 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
  on(event: 'uncaughtException', listener: (error: unknown) => void): unknown;
  exit(code: number): void;
  stdin: { on(event: 'end' | 'close' | 'error', listener: () => void): unknown; resume(): unknown };
}

export interface ShutdownOptions {
  logger: Logger;
  /** The parent holds our standard input open; when it ends, so do we. */
  supervised: boolean;
  /** Milliseconds for everything together; then the process ends with what is left undone, which redelivery makes good. */
  timeLimitMs?: number;
  process?: ProcessLike;
}

type Task = () => Promise<void> | void;

export class Shutdown {
  private readonly tasks: { name: string; run: Task }[] = [];
  private readonly process: ProcessLike;
  private ending: Promise<void> | undefined;

  constructor(private readonly options: ShutdownOptions) {
    this.process = options.process ?? process;
    // Ctrl-C reaches the whole process group and a supervisor adds its own SIGTERM: one end for all of them.
    for (const signal of ['SIGTERM', 'SIGINT'] as const) this.process.on(signal, () => void this.end(signal));
    this.process.on('uncaughtException', (error) => this.crash(error));
    if (!options.supervised) return;
    for (const event of ['end', 'close', 'error'] as const) this.process.stdin.on(event, () => void this.end('the parent is gone'));
    this.process.stdin.resume();
  }

  /** Runs at the end, the last registered first, one after the other: what was opened last is closed first. */
  onShutdown(name: string, run: Task): void {
    this.tasks.push({ name, run });
  }

  /** Ends the process with exit code 0. Asked twice, it is the same end. */
  end(reason: string): Promise<void> {
    this.ending ??= this.runTasks(reason);
    return this.ending;
  }

  /** Ends the process as a crash when something that it cannot do without is gone for good: whoever started it starts it again. `gone` resolves with the reason, or with nothing when it was closed in order. */
  endWithout(what: string, gone: Promise<unknown>): void {
    void gone.then((error) => {
      if (!error || this.ending) return;
      this.options.logger.fatal({ error }, `${what} is gone for good`);
      this.process.exit(1);
    });
  }

  /** Node would print it as it is, secrets and all; the state is unknown, so nothing is closed in order. */
  private crash(error: unknown): void {
    this.options.logger.fatal({ error }, 'crashed');
    this.process.exit(1);
  }

  private async runTasks(reason: string): Promise<void> {
    const { logger, timeLimitMs = 20_000 } = this.options;
    logger.info({ reason }, 'stopping');
    const timer = setTimeout(() => {
      logger.warn({ unfinished: this.tasks.map(({ name }) => name) }, `not stopped after ${timeLimitMs} ms, leaving`);
      this.process.exit(0);
    }, timeLimitMs);
    for (let task = this.tasks.at(-1); task; task = this.tasks.at(-1)) {
      await Promise.resolve().then(task.run).catch((error: unknown) => logger.error({ error }, `${task?.name} could not be stopped`));
      this.tasks.splice(this.tasks.indexOf(task), 1);
    }
    clearTimeout(timer);
    logger.info('stopped');
    this.process.exit(0);
  }
}
