// What a fault is: one strike against the installation, which is whole again when the strike resolves.
import type { Load } from '../load';
import type { Random } from '../random';
import type { Scene } from '../scene';
import type { World } from '../world';

export interface Fault {
  /** How often it strikes while a load is driven. */
  strikes: number;
  /** About how long all its strikes take: runs are asked for all the while. */
  seconds: number;
  /** How many times faster than usual runs are asked for. */
  haste?: number;
  /** It needs an installation whose servers keep what they have on small disks, which only root can mount. */
  onSmallDisks?: true;
  /** It needs a Docker Engine of its own, and more runs than this would take too long. */
  inJobsWorld?: { mostRuns: number };
  /** Where it can be tried; absent, everywhere. */
  worlds?: readonly World['name'][];
  /** What chance decides about one strike is drawn from `random`. @returns what was done, for the protocol */
  strike(scene: Scene, random: Random, load: Load): Promise<string>;
}
