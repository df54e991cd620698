// One local PostgreSQL cluster with the database `specline`, for the stack and for tests.
import { randomBytes } from 'node:crypto';
import { chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { freePort } from './free-port';
import { spawnGuarded, type Exit, type GuardedProcess } from './guarded-process';
import { lastLines, openLog } from './log-file';
import { endOrphan } from './postgres-orphan';
import { postgresPrograms, type PostgresPrograms } from './postgres-programs';
import { StackError } from './stack-error';
import { until } from './until';

export const databaseName = 'specline';
const superuser = 'specline';
/** Reasons that go away: a port taken between its choice and its use, the last process of a killed server. */
const passing = /Address already in use|shared memory block/;

export interface PostgresOptions {
  /** The cluster and its password live here. */
  directory: string;
  logFile: string;
  /** Server settings beside the usual ones, such as `fsync: 'off'` in tests. */
  settings?: Record<string, string>;
  /** PEM files with which it offers TLS; read at each start. */
  tls?: { certFile: string; keyFile: string; caFile: string };
}

export class PostgresServer {
  private process!: GuardedProcess;
  private port = 0;

  private constructor(private readonly options: PostgresOptions, private readonly programs: PostgresPrograms, private readonly password: string) {}

  /** Starts the cluster in `directory`, making it when there is none. @throws StackError when it cannot be made or started */
  static async start(options: PostgresOptions): Promise<PostgresServer> {
    const programs = postgresPrograms();
    const { directory } = options;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const password = passwordIn(directory);
    giveTo(programs.user, directory, join(directory, 'password'));
    await makeCluster(options, programs);
    await endOrphan(join(directory, 'cluster'));
    const server = new PostgresServer(options, programs, password);
    await server.launch();
    return server;
  }

  get url(): string {
    return this.urlOf(databaseName);
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

  /** Stops it if it still runs, and starts it on the same port with the same data. */
  async restart(): Promise<void> {
    await this.stop();
    await this.launch();
  }

  private async launch(): Promise<void> {
    const fixed = this.port;
    this.offerTls();
    for (let attempt = 1; ; attempt += 1) {
      this.port = fixed || await freePort();
      this.process = await this.spawn();
      if (await this.accepts()) break;
      const reason = lastLines(this.options.logFile, 5);
      if (attempt === 20 || !passing.test(reason)) throw new StackError(`PostgreSQL did not start:\n${reason}`, `Its log is ${this.options.logFile}.`);
      await delay(100);
    }
  }

  /** The server reads the files as its own user, and its key only if nobody else may. */
  private offerTls(): void {
    const { tls, directory } = this.options;
    if (!tls) return;
    for (const [name, source] of [['server.crt', tls.certFile], ['server.key', tls.keyFile], ['root.crt', tls.caFile]] as const) {
      const target = join(directory, 'cluster', name);
      writeFileSync(target, readFileSync(source), { mode: 0o600 });
      giveTo(this.programs.user, target);
    }
  }

  private spawn(): Promise<GuardedProcess> {
    const settings = {
      port: String(this.port), listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: '60', shared_buffers: '32MB', timezone: 'UTC',
      ...(this.options.tls ? { ssl: 'on', ssl_ca_file: 'root.crt' } : {}), ...this.options.settings,
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    return runInDirectory(this.programs.postgres, (root) => ['-D', join(root, 'cluster'), ...flags], this.options, this.programs);
  }

  /** False when the process ended before it took connections. */
  private async accepts(): Promise<boolean> {
    const ready = await until('PostgreSQL takes connections', async () => {
      if (!this.process.running) return 'ended';
      const missing = await refusal(this.url);
      if (missing === '3D000') await createDatabase(this.urlOf('postgres'));
      return missing === undefined || missing === '3D000' ? 'ready' : undefined;
    }, 60_000);
    return ready === 'ready';
  }

  private urlOf(database: string): string {
    return `postgres://${superuser}:${this.password}@127.0.0.1:${this.port}/${database}`;
  }
}

function passwordIn(directory: string): string {
  const file = join(directory, 'password');
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

function giveTo(user: PostgresPrograms['user'], ...paths: string[]): void {
  if (user) for (const path of paths) chownSync(path, user.uid, user.gid);
}

/** initdb works beside the final name, so that an interrupted one leaves nothing that looks like a cluster. */
async function makeCluster(options: PostgresOptions, programs: PostgresPrograms): Promise<void> {
  const { directory, logFile } = options;
  const version = join(directory, 'cluster/PG_VERSION');
  if (existsSync(version)) return requireMajor(readFileSync(version, 'utf8').trim(), programs.major);
  const unfinished = join(directory, 'cluster.new');
  rmSync(unfinished, { recursive: true, force: true });
  const initdb = await runInDirectory(programs.initdb, (root) => [
    '-D', join(root, 'cluster.new'), '--username', superuser, '--pwfile', join(root, 'password'), '--auth', 'scram-sha-256',
    '--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8', '--no-sync', '--no-instructions',
  ], options, programs);
  const { code } = await initdb.exited;
  if (code !== 0) throw new StackError(`initdb failed:\n${lastLines(logFile, 5)}`, `Its output is in ${logFile}. DATABASE_URL can name a PostgreSQL database of your own instead.`);
  renameSync(unfinished, join(directory, 'cluster'));
}

function requireMajor(found: string, needed: string): void {
  if (found === needed) return;
  throw new StackError(`The local database was made by PostgreSQL ${found}, and this is PostgreSQL ${needed}.`, 'Start over with: npm start -- --reset');
}

/**
 * Runs a program as the right user, its directory passed as an open file. Root may keep the directory below one that the other user
 * cannot enter (root's home, `mktemp -d`): `/proc/self/fd/3` reaches it all the same, and so do the processes that inherit it.
 */
async function runInDirectory(program: string, parameters: (root: string) => string[], options: PostgresOptions, { user }: PostgresPrograms): Promise<GuardedProcess> {
  const log = openLog(options.logFile);
  const directory = openSync(options.directory, 'r');
  try {
    return await spawnGuarded(program, parameters(user && process.platform === 'linux' ? '/proc/self/fd/3' : options.directory), {
      environment: { PATH: process.env.PATH, LC_ALL: 'C' }, stdio: ['ignore', log, log, directory], cwd: '/', user, stopSignal: 'SIGINT',
    });
  } finally {
    closeSync(log);
    closeSync(directory);
  }
}

/** Why a connection is refused: PostgreSQL's error code or the network's; undefined when it is not. */
async function refusal(url: string): Promise<string | undefined> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code ?? 'unknown';
  }
}

async function createDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE DATABASE ${databaseName}`);
  await client.end();
}
