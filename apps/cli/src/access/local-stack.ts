// The stacks that `npm start` runs in this checkout: the address from the lock, the operator's token from the file beside it.
import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Surroundings } from '../surroundings';

export interface LocalStack { directory: string; url: string; token: string; tokenPath: string }

/** None outside a checkout, and where no stack serves. Only addresses of this machine count. */
export function findLocalStacks({ directory, environment }: Pick<Surroundings, 'directory' | 'environment'>): LocalStack[] {
  const checkout = findCheckout(directory);
  if (checkout === undefined) return [];
  const data = resolve(checkout, environment.SPECLINE_DATA_DIR || 'var/local');
  return siblingsOf(data).map(readStack).filter((stack) => stack !== undefined);
}

function findCheckout(directory: string): string | undefined {
  const manifest = read(join(directory, 'package.json'));
  if (manifest !== undefined && nameIn(manifest) === 'specline') return directory;
  const above = dirname(directory);
  return above === directory ? undefined : findCheckout(above);
}

/** A second stack uses `<path>-2`, a third `<path>-3`. */
function siblingsOf(path: string): string[] {
  const name = basename(path);
  try {
    return readdirSync(dirname(path))
      .filter((one) => one === name || (one.startsWith(`${name}-`) && /^\d+$/.test(one.slice(name.length + 1))))
      .sort((one, other) => one.length - other.length || one.localeCompare(other, 'en'))
      .map((one) => join(dirname(path), one));
  } catch {
    return [];
  }
}

function readStack(directory: string): LocalStack | undefined {
  const lock = parse(read(join(directory, 'stack.lock'))) as { pid?: unknown; about?: unknown } | undefined;
  const tokenPath = join(directory, 'operator-token');
  const token = read(tokenPath)?.trim();
  const [, url] = /^serving (http:\/\/127\.0\.0\.1:\d+)$/.exec(String(lock?.about)) ?? [];
  if (url === undefined || !token || typeof lock?.pid !== 'number' || !lives(lock.pid)) return undefined;
  return { directory, url, token, tokenPath };
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const nameIn = (manifest: string): unknown => (parse(manifest) as { name?: unknown } | undefined)?.name;

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
