// Finds nats-server, which no npm package ships: named by the user, on PATH, cached, from the official release, or from Debian's newest package.
import { execFile } from 'node:child_process';
import { accessSync, chmodSync, constants, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheDirectory } from './cache-directory';
import { fetchDebianPackage } from './nats-debian';
import { fetchRelease } from './nats-release';
import { StackError } from './stack-error';

const run = promisify(execFile);
const oldest = [2, 12];

/** Puts the program into `directory` and returns its path, or throws saying why it cannot. */
export type Source = { name: string; fetch(directory: string): Promise<string> };
const sources: Source[] = [
  { name: 'the official release', fetch: fetchRelease },
  { name: 'the newest Debian package', fetch: fetchDebianPackage },
];

export interface Search {
  environment?: NodeJS.ProcessEnv;
  cache?: string;
  sources?: Source[];
  /** Gets one line per source that is asked over the network. */
  report?: (line: string) => void;
}

/**
 * The path of a nats-server of version 2.12 or newer.
 * @throws StackError naming every place that was tried, and what to do
 */
export async function findNatsServer(search: Search = {}): Promise<string> {
  const environment = search.environment ?? process.env;
  if (environment.NATS_SERVER_BIN) return namedByUser(environment.NATS_SERVER_BIN);
  const cached = join(search.cache ?? cacheDirectory(), 'nats-server', `${process.platform}-${process.arch}`, 'nats-server');
  const failures: string[] = [];
  for (const candidate of [...onPath(environment.PATH ?? ''), cached]) {
    const fault = await faultOf(candidate);
    if (!fault) return candidate;
    failures.push(fault);
  }
  for (const source of search.sources ?? sources) {
    search.report?.(`nats-server: asking ${source.name}`);
    try {
      return await install(source, cached);
    } catch (error) {
      failures.push(`${source.name}: ${(error as Error).message.split('\n')[0]}`);
    }
  }
  throw new StackError(`No nats-server ${oldest.join('.')} or newer was found.\n${failures.map((failure) => `  - ${failure}`).join('\n')}`,
    'Install it (https://docs.nats.io/running-a-nats-service/introduction/installation) and put it on PATH, or set NATS_SERVER_BIN to its path.');
}

async function namedByUser(path: string): Promise<string> {
  const fault = await faultOf(path);
  if (fault) throw new StackError(`NATS_SERVER_BIN does not name a usable program: ${fault}`, 'Correct it, or unset it to have nats-server found by itself.');
  return path;
}

function onPath(path: string): string[] {
  return path.split(delimiter).filter(Boolean).map((directory) => join(directory, 'nats-server')).filter(executable);
}

/** Fetches into a private folder beside the cached program; the rename makes it appear whole, also when two clones fetch at once. */
async function install(source: Source, cached: string): Promise<string> {
  mkdirSync(join(cached, '..'), { recursive: true });
  const directory = mkdtempSync(`${cached}-`);
  try {
    const program = await source.fetch(directory);
    chmodSync(program, 0o755);
    const fault = await faultOf(program);
    if (fault) throw new Error(fault);
    renameSync(program, cached);
    return cached;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Why this program is of no use, or undefined when it is fine. */
async function faultOf(path: string): Promise<string | undefined> {
  if (!executable(path)) return `${path}: not there, or not executable`;
  try {
    const { stdout } = await run(path, ['--version'], { timeout: 10_000 });
    const version = /v(\d+)\.(\d+)\.\d+/.exec(stdout);
    if (!version) return `${path}: does not say its version`;
    return newEnough(Number(version[1]), Number(version[2])) ? undefined : `${path}: ${version[0]} is older than ${oldest.join('.')}`;
  } catch (error) {
    return `${path}: ${(error as Error).message.split('\n')[0]}`;
  }
}

function newEnough(major: number, minor: number): boolean {
  const [oldestMajor = 0, oldestMinor = 0] = oldest;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
