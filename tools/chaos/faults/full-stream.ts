// The stream of facts is nearly at its limit, and then at it, until an operator raises that.
import { setTimeout as pause } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import { runStream } from '#contracts';
import type { Fault } from './fault';

/** Of the limit that is filled when it strikes: new runs are refused, and then every fact. */
const levels = [0.95, 1] as const;

export const fullStream: Fault = {
  strikes: 4, seconds: 40,
  strike: async ({ connection }, random) => {
    const manager = await jetstreamManager(connection);
    const { config, state } = await manager.streams.info(runStream);
    const level = random.pick(levels);
    const seconds = Math.round(random.between(4, 10));
    await manager.streams.update(runStream, { max_bytes: Math.ceil(state.bytes / level) });
    await pause(seconds * 1000);
    await manager.streams.update(runStream, { max_bytes: config.max_bytes });
    return `the limit of RUN was such that it was ${level * 100} % full, for ${seconds} s`;
  },
};
