// The wall clock of one replica, or of every service, jumps by an hour or a day, and back later.
import { rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { clockFileOf } from '../clock/clock-file';
import type { Fault } from './fault';
import { allReplicas, someReplica } from './replicas';

/** Milliseconds. */
interface Jump { name: string; by: number }

const hour = 3_600_000;
const jumps: readonly [Jump, ...Jump[]] = [{ name: 'an hour ahead', by: hour }, { name: 'an hour behind', by: -hour }, { name: 'a day ahead', by: 24 * hour }];

export const clock: Fault = {
  strikes: 5, seconds: 40,
  strike: async (scene, random) => {
    const jump = random.pick(jumps);
    const seconds = Math.round(random.between(3, 9));
    const struck = random.chance(0.5) ? [someReplica(scene, random)] : allReplicas(scene);
    const files = struck.flatMap(({ service: { pid } }) => (pid ? [clockFileOf(scene.stack.data.path, pid)] : []));
    for (const file of files) writeFileSync(file, String(jump.by));
    await pause(seconds * 1000);
    for (const file of files) rmSync(file);
    return `the clock of ${struck.length === 1 ? struck[0]?.name : 'every service'} was ${jump.name} for ${seconds} s`;
  },
};
