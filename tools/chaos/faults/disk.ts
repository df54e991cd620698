// The disk of NATS or of PostgreSQL is full; with room again the server is started again, as an operator would.
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from './fault';

export const disk: Fault = {
  strikes: 4, seconds: 45, onSmallDisks: true,
  strike: async ({ disks, stack: { infrastructure: { servers } } }, random) => {
    const name = random.pick<'nats' | 'postgres'>(['nats', 'postgres']);
    const server = servers[name];
    if (!disks || !server) throw new Error('the installation is not on small disks');
    const seconds = Math.round(random.between(3, 10));
    disks[name].fill();
    await pause(seconds * 1000);
    disks[name].giveRoom();
    await server.restart();
    return `the disk of ${name} was full for ${seconds} s`;
  },
};
