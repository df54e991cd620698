// SIGSTOP of one replica and SIGCONT later: once longer than the others wait for it (30 s), so that it wakes up with turns that are not its own any more.
import { setTimeout as pauseFor } from 'node:timers/promises';
import type { Fault } from './fault';
import { someReplica } from './replicas';

export const pause: Fault = {
  strikes: 3, seconds: 80,
  strike: async (scene, random) => {
    const { service, name } = someReplica(scene, random);
    const seconds = Math.round(random.chance(0.5) ? random.between(35, 45) : random.between(2, 8));
    const { pid } = service;
    if (pid === undefined) return `${name} was not there to be stopped`;
    process.kill(-pid, 'SIGSTOP');
    try {
      await pauseFor(seconds * 1000);
    } finally {
      process.kill(-pid, 'SIGCONT');
    }
    return `SIGSTOP of ${name} for ${seconds} s`;
  },
};
