// One local nats-server with JetStream, for the stack and for tests.
import { closeSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { spawnGuarded, type Exit, type GuardedProcess } from './guarded-process';
import { lastLines, openLog } from './log-file';
import { findNatsServer } from './nats-program';
import { StackError } from './stack-error';
import { until } from './until';

export interface NatsOptions {
  /** Configuration, streams and the port's file live here. */
  directory: string;
  logFile: string;
  /** A fixed port; default is a free one. A restart keeps the port of the first start. */
  port?: number;
  /** More configuration, such as the services' users; it may use variables of `environment`. */
  include?: string;
  environment?: NodeJS.ProcessEnv;
  report?: (line: string) => void;
}

/** What NATS's runtime aims at: without it NATS keeps twice what it uses, and the blocks of the streams that it is done with. */
const memory = '192MiB';

export class NatsServer {
  private process!: GuardedProcess;
  port: number;

  private constructor(private readonly program: string, private readonly options: NatsOptions) {
    this.port = options.port ?? -1;
  }

  /** @throws StackError when no program is found or it does not start */
  static async start(options: NatsOptions): Promise<NatsServer> {
    const server = new NatsServer(await findNatsServer({ report: options.report }), options);
    await server.launch();
    return server;
  }

  /** Without user and password, which a server with `include`d users asks for. */
  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  /** `url` for one of the `include`d users. */
  urlFor(user: string, password: string): string {
    return `nats://${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.process.pid;
  }

  /** Settles when the process ends, for whatever reason. */
  get exited(): Promise<Exit> {
    return this.process.exited;
  }

  stop(): Promise<void> {
    return this.process.stop();
  }

  /** kill -9 */
  kill(): Promise<void> {
    return this.process.kill();
  }

  /** Stops it if it still runs, and starts it on the same port with the same streams. */
  async restart(): Promise<void> {
    await this.stop();
    await this.launch();
  }

  /** Reads its configuration again while it runs, with another `include`. */
  reload(include: string): void {
    this.configure({ ...this.options, include });
    this.process.signal('SIGHUP');
  }

  private configure(options: NatsOptions): string {
    const config = join(options.directory, 'nats.conf');
    writeFileSync(config, configuration(options, this.port), { mode: 0o600 });
    return config;
  }

  private async launch(): Promise<void> {
    const { directory, logFile, environment } = this.options;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const config = this.configure(this.options);
    const log = openLog(logFile);
    this.process = await spawnGuarded(this.program, ['--config', config], {
      environment: { PATH: process.env.PATH, GOMEMLIMIT: memory, ...environment }, stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.port = await this.listening();
  }

  /** The server writes its ports into a file once it accepts clients. */
  private async listening(): Promise<number> {
    const file = join(this.options.directory, `nats-server_${this.process.pid}.ports`);
    const address = await until('nats-server accepts clients', () => {
      if (!this.process.running) throw new StackError(`nats-server did not start:\n${lastLines(this.options.logFile, 5)}`, `Its log is ${this.options.logFile}.`);
      return readPorts(file)?.nats?.[0];
    }, 60_000);
    rmSync(file, { force: true });
    return Number(new URL(address).port);
  }
}

function readPorts(file: string): { nats?: string[] } | undefined {
  try {
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) as { nats?: string[] } : undefined;
  } catch {
    return undefined; // Half written: the next look reads it whole.
  }
}

/** The store limits are only bookkeeping: high enough that no stream's reservation is refused on a small disk. */
function configuration({ directory, include }: NatsOptions, port: number): string {
  return `listen: "127.0.0.1:${port}"
server_name: specline-local
ports_file_dir: ${quoted(directory)}
max_payload: 1MB
jetstream {
  store_dir: ${quoted(directory)}
  sync_interval: always
  max_memory_store: 1GB
  max_file_store: 1TB
}
${include ? `include ${quoted(relative(directory, include))}\n` : ''}`;
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
