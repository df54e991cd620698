// One supervised process: its output in a log file, started again when it crashes, gone when its supervisor is.
import { closeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { spawnGuarded, type Exit, type GuardedProcess } from './guarded-process';
import { lastLines, openLog } from './log-file';
import { StackError } from './stack-error';
import { until } from './until';

export interface ServiceDefinition {
  name: string;
  /** Parameters of Node, or of `program`. */
  parameters: string[];
  program?: string;
  /** Everything the process sees of the environment. */
  environment: NodeJS.ProcessEnv;
  cwd?: string;
  /** True once the service can be used. Asked again until then; without it a service is ready when it runs. */
  ready?: () => Promise<boolean>;
}
export interface ServiceSettings {
  logFile: string;
  report: (line: string) => void;
  /** How long to wait before start number `crashes` + 1, in milliseconds. */
  restartDelay?: (crashes: number) => number;
  readyWithinMs?: number;
}

const calmAfterMs = 60_000;

/** 0.5 s, 1 s, 2 s, … up to 30 s. */
export function restartDelay(crashes: number): number {
  return Math.min(30_000, 500 * 2 ** (crashes - 1));
}

export class Service {
  private process: GuardedProcess | undefined;
  private readonly stopping = new AbortController();
  private supervision: Promise<void> | undefined;

  constructor(private readonly definition: ServiceDefinition, private readonly settings: ServiceSettings) {}

  get pid(): number | undefined {
    return this.process?.running ? this.process.pid : undefined;
  }

  /** Resolves when it is ready. @throws StackError when it ends before that: a wrong setting does not heal by trying again */
  async start(): Promise<void> {
    const { name, ready } = this.definition;
    this.process = await this.spawn();
    const first = this.process;
    await until(`${name} is ready`, async () => {
      if (this.stopping.signal.aborted) return true;
      if (!first.running) throw new StackError(`${name} did not start (${describe(await first.exited)}).\n${this.tail()}`, `Its log is ${this.settings.logFile}.`);
      return (ready ? await ready() : true) || undefined;
    }, this.settings.readyWithinMs ?? 60_000, 50);
    this.supervision = this.keepRunning(first);
  }

  get name(): string {
    return this.definition.name;
  }

  /** Whether it can be used at this moment. */
  async isReady(): Promise<boolean> {
    return this.pid !== undefined && (await this.definition.ready?.() ?? true);
  }

  /** What it was started with, and what is to be different when it starts again. */
  get environment(): Readonly<NodeJS.ProcessEnv> {
    return this.definition.environment;
  }

  changeNextStart(variables: NodeJS.ProcessEnv): void {
    Object.assign(this.definition.environment, variables);
  }

  /** kill -9 for it and what it started; supervision starts it again. */
  async kill(): Promise<void> {
    await this.process?.kill();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.process?.stop();
    await this.supervision;
  }

  private async keepRunning(running: GuardedProcess): Promise<void> {
    for (let crashes = 0, current = running; ; current = this.process!) {
      const since = Date.now();
      const exit = await current.exited;
      if (this.stopping.signal.aborted) return;
      crashes = Date.now() - since > calmAfterMs ? 1 : crashes + 1;
      const pause = (this.settings.restartDelay ?? restartDelay)(crashes);
      this.settings.report(`${this.definition.name} ended (${describe(exit)}) and starts again in ${pause / 1000} s. Its last lines:\n${this.tail()}`);
      await delay(pause, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      if (this.stopping.signal.aborted) return;
      this.process = await this.spawn();
    }
  }

  private async spawn(): Promise<GuardedProcess> {
    const { program = process.execPath, parameters, environment, cwd } = this.definition;
    const log = openLog(this.settings.logFile);
    try {
      return await spawnGuarded(program, parameters, { environment, cwd, stdio: ['ignore', log, log] });
    } finally {
      closeSync(log);
    }
  }

  private tail(): string {
    return lastLines(this.settings.logFile, 8).split('\n').map((line) => `  ${this.definition.name} | ${line}`).join('\n');
  }
}

function describe({ code, signal }: Exit): string {
  return signal ? `signal ${signal}` : `exit code ${code}`;
}
