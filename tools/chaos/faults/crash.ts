// Two runs whose stage ends its process each time it is carried out: only they end, by `worker.crash_loop`, and the others go on.
import { jetstreamManager } from '@nats-io/jetstream';
import { nanos } from '@nats-io/nats-core';
import { consumerName } from '#bus';
import { laneOf, runStream } from '#contracts';
import { until } from '../../stack/until';
import { DeathTrap } from '../counted/death-trap';
import type { Fault } from './fault';
import { phaseStages } from './phase-stages';

const patience = 480_000;
/** Instead of 30 s, so that ten deaths fit into some minutes; still longer than the 10 s after which a worker that lives says so. */
const lostAfter = 12_000;

export const crash: Fault = {
  strikes: 1, seconds: 30, worlds: ['counted'],
  strike: async ({ connection, stack, watch, world }, random, load) => {
    const manager = await jetstreamManager(connection);
    const trap = new DeathTrap(stack.data.path);
    const coming = load.features.slice(load.accepted.length + 1);
    const first = random.pick(phaseStages);
    const second = random.pick(phaseStages);
    const victims = [{ stage: first, place: 0.3 }, { stage: second, place: 0.6 }].map(({ stage, place }) => ({ stage, featureKey: coming[Math.floor(place * coming.length)] ?? '' }));
    for (const { stage, featureKey } of victims) {
      load.aim(featureKey, 'worker.crash_loop');
      trap.setForEver(stage, laneOf(world.repository, featureKey));
    }
    const isOver = ({ featureKey }: { featureKey: string }): boolean => load.accepted.some((run) => run.featureKey === featureKey && watch.overAt(run.id) !== undefined);
    await until('both runs are over', async () => {
      // A service that starts sets its consumers right again.
      for (const { stage } of victims) await manager.consumers.update(runStream, consumerName(stage), { ack_wait: nanos(lostAfter) }).catch(() => undefined);
      return victims.every(isOver) || undefined;
    }, patience, 1000).catch(() => undefined);
    trap.disarm();
    return `${first} of one run and ${second} of another ended their process each time`;
  },
};
