// From a place that somebody asks for to a connection: judged first, resolved once, and connected to the very address that was judged.
// @ts-check
import { lookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { entryFor, isPublic } from './egress-rules.mjs';

const resolveLimitMs = 10_000;
const connectLimitMs = 15_000;
const addressesTried = 3;

/** @typedef {{ host: string, port: number }} Place */
/** @typedef {(host: string) => Promise<string[]>} Resolve */

/** `status` is what the client is told, `reason` what the log says. */
export class Refusal extends Error {
  /** @param {number} status @param {string} reason */
  constructor(status, reason) {
    super(reason);
    this.status = status;
    this.reason = reason;
  }
}

/**
 * The addresses of a place that may be connected to. Throws Refusal.
 * @param {readonly import('./egress-rules.mjs').Entry[]} entries @param {Place} place @param {Resolve} resolve
 */
export async function addressesOf(entries, { host, port }, resolve = resolveName) {
  const entry = entryFor(entries, host, port);
  if (!entry) throw new Refusal(403, 'not_listed');
  const found = isIP(host) ? [host] : await resolve(host).catch(() => []);
  if (found.length === 0) throw new Refusal(502, 'unresolved');
  const reachable = entry.mayBePrivate ? found : found.filter(isPublic);
  if (reachable.length === 0) throw new Refusal(403, 'private_address');
  return reachable.slice(0, addressesTried);
}

/** Connects to the first address that answers. @param {readonly string[]} addresses @param {number} port */
export async function connectToAny(addresses, port) {
  for (const host of addresses) {
    const socket = await connectTo(host, port);
    if (socket) return socket;
  }
  throw new Refusal(502, 'unreachable');
}

/** @param {string} host an address @param {number} port @returns {Promise<import('node:net').Socket | undefined>} */
function connectTo(host, port) {
  return new Promise((resolve) => {
    const socket = connect({ host, port, allowHalfOpen: true });
    const giveUp = () => {
      socket.destroy();
      resolve(undefined);
    };
    const timer = setTimeout(giveUp, connectLimitMs);
    socket.once('error', giveUp);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', giveUp);
      resolve(socket);
    });
  });
}

/** @type {Resolve} */
async function resolveName(host) {
  const found = await Promise.race([lookup(host, { all: true }), delay(resolveLimitMs, [], { ref: false })]);
  return found.map(({ address }) => address);
}
