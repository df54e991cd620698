// Requests for runs are repeated many times over, while those runs are on their way and long after.
import type { Fault } from './fault';

const repeatedAtOnce = 20;
const times = 4;

export const duplicates: Fault = {
  strikes: 6, seconds: 20,
  strike: async (_scene, random, load) => {
    const repeated = [...load.accepted].sort(() => random.next() - 0.5).slice(0, repeatedAtOnce);
    await Promise.all(repeated.map((run) => load.repeat(run, times)));
    return `${repeated.length} requests were repeated ${times} times`;
  },
};
