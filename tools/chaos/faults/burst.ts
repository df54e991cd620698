// All runs are asked for at once while nobody folds facts into rows: the rows lag, and lose nothing.
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from './fault';

const seconds = 10;

export const burst: Fault = {
  strikes: 1, seconds: 2, haste: 10,
  strike: async ({ stack }) => {
    const projections = stack.services.named('projection').flatMap(({ pid }) => pid ?? []);
    for (const pid of projections) process.kill(-pid, 'SIGSTOP');
    await pause(seconds * 1000);
    for (const pid of projections) process.kill(-pid, 'SIGCONT');
    return `nobody wrote rows for ${seconds} s`;
  },
};
