// No container, network or volume of a run that is over is left in the engine.
import { until } from '../../stack/until';
import type { Invariant } from './invariant';

/** What could not be removed at the end of a run is removed by the sweep of every minute. */
const patience = 150_000;

export const engineEmpty: Invariant = async ({ scene: { world } }) => {
  const { engine } = world;
  if (!engine) return [];
  let left: string[] = [];
  await until('nothing is left', async () => {
    left = await engine.partsOfRuns();
    return left.length === 0 || undefined;
  }, patience, 2000).catch(() => undefined);
  return left.map((name) => `${name} is left in the engine`);
};
