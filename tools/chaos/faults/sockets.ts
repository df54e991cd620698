// A gateway is killed while five hundred clients watch; each comes back with the last sequence it has heard, and misses and repeats nothing.
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../stack/until';
import { Watcher } from '../network/watcher';
import type { Fault } from './fault';

/** Of all facts, and of one run each. */
const clients = { all: 20, one: 480 };

export const sockets: Fault = {
  strikes: 2, seconds: 40,
  strike: async (scene, random, load) => {
    await until('a run was accepted', () => load.accepted[0]);
    const watchers = [
      ...Array.from({ length: clients.all }, (_, place) => new Watcher(scene, place, undefined)),
      ...Array.from({ length: clients.one }, (_, place) => new Watcher(scene, place, load.accepted[Math.floor(random.next() * load.accepted.length)]?.id)),
    ];
    await Promise.all(watchers.map((watcher) => watcher.open()));
    await pause(random.between(0.5, 2) * 1000);
    const number = random.chance(0.5) ? 1 : 0;
    await scene.stack.services.named('gateway')[number]?.kill();
    await pause(5000);
    const { lastSequence } = await scene.log.state();
    for (const watcher of watchers) load.wrongAnswers.push(...await watcher.whatIsWrongUpTo(lastSequence));
    return `kill -9 of gateway ${number + 1} with ${watchers.length} clients, of which ${watchers.filter(({ returns }) => returns > 0).length} came back`;
  },
};
