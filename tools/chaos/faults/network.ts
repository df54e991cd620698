// The line of one replica of every service, or of both, to NATS or PostgreSQL is cut, silent, deaf in one direction, slow, or forgotten by whoever was in between.
import { setTimeout as pause } from 'node:timers/promises';
import { lineTroubles } from '../network/line';
import type { Fault } from './fault';

export const network: Fault = {
  strikes: 5, seconds: 60,
  strike: async ({ lines }, random) => {
    const server = random.pick<'nats' | 'postgres'>(['nats', 'postgres']);
    const trouble = random.pick(lineTroubles);
    const struck = random.chance(0.7) ? [random.pick(lines)] : lines;
    const seconds = Math.round(random.chance(0.3) ? random.between(30, 40) : random.between(3, 10));
    for (const line of struck) line[server].suffer(trouble);
    await pause(seconds * 1000);
    for (const line of struck) line[server].heal();
    return `the line of ${struck.length === 1 ? 'one replica' : 'both replicas'} of every service to ${server} was ${trouble} for ${seconds} s`;
  },
};
