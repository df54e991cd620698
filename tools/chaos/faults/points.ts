// A service dies at a named point of a stage's life: after its intent, during its call, after its effect and before its fact, after its fact and before its acknowledgement.
import { until } from '../../stack/until';
import { DeathTrap, deathPoints } from '../counted/death-trap';
import type { Fault } from './fault';

const patience = 8000;

export const points: Fault = {
  strikes: 10, seconds: 30, worlds: ['counted'],
  strike: async ({ stack }, random) => {
    const trap = new DeathTrap(stack.data.path);
    const point = random.pick(deathPoints);
    trap.set(point);
    const sprung = await until('somebody passes', () => (trap.isSet ? undefined : true), patience).catch(() => false);
    trap.disarm();
    return sprung ? `a service died at "${point}"` : `nobody passed "${point}"`;
  },
};
