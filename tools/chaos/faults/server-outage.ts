// A server dies or is stopped, stays away for a while, and comes back with what it had stored.
import { setTimeout as pause } from 'node:timers/promises';
import type { NatsServer } from '../../stack/nats-server';
import type { PostgresServer } from '../../stack/postgres';
import type { Random } from '../random';

/** Mostly back at once, as after a restart; now and then away for longer. */
export async function serverOutage(name: string, server: NatsServer | PostgresServer | undefined, random: Random): Promise<string> {
  if (!server) throw new Error(`${name} does not belong to this installation`);
  const [killed, seconds] = [random.chance(0.6), random.chance(0.6) ? 0 : Math.round(random.between(3, 15))];
  await (killed ? server.kill() : server.stop());
  await pause(seconds * 1000);
  await server.restart();
  return `${killed ? 'kill -9' : 'orderly stop'} of ${name}${seconds > 0 ? `, ${seconds} s away` : ''}`;
}
