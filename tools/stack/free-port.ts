// Ports on the loopback interface.
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { cacheDirectory } from './cache-directory';
import { ProcessLock } from './process-lock';
import { StackError } from './stack-error';

const usualPort = 8080;
const loopback = '127.0.0.1';

/** A port nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  return (await tryPort(0))!;
}

/**
 * The console's port: `wanted` (`PORT`) or an error saying that it is taken; without `wanted` 8080 or the next free one.
 * Another stack of this user does not get the same answer while this process lives, although nobody listens there yet.
 * @throws StackError when `wanted` is no port or taken
 */
export async function consolePort(wanted: string | undefined, claims = join(cacheDirectory(), 'ports')): Promise<number> {
  if (!wanted) return nextFree(usualPort, claims);
  const port = Number(wanted);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new StackError(`PORT is "${wanted}".`, 'Set it to a number from 0 (any free port) to 65535, or leave it unset.');
  if (port === 0) return freePort();
  if ((await tryPort(port)) === undefined) throw new StackError(`Port ${port} (PORT) is taken.`, 'Stop what listens there, set PORT to another number, or leave it unset to get the next free one.');
  return port;
}

async function nextFree(first: number, claims: string): Promise<number> {
  for (let port = first; port <= 65_535; port += 1) {
    if (!(ProcessLock.take(join(claims, `${port}.lock`), 'console') instanceof ProcessLock)) continue;
    if ((await tryPort(port)) !== undefined) return port;
  }
  return freePort();
}

async function tryPort(port: number): Promise<number | undefined> {
  const server = createServer();
  try {
    server.listen(port, loopback);
    await once(server, 'listening');
  } catch {
    return undefined;
  }
  const { port: found } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return found;
}
