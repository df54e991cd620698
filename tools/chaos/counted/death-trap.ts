// Lets a counted service die by its own hand at a point of a stage's life: a trap is a file in the data directory, and springs once.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StagePoint } from '#stage-runtime';

export type DeathPoint = StagePoint | 'calling';
export const deathPoints: readonly [DeathPoint, ...DeathPoint[]] = ['intended', 'calling', 'handled', 'told'];

const prefix = 'dies-at-';

export class DeathTrap {
  constructor(private readonly directory: string) {}

  /** Whoever passes the point first dies. */
  set(point: DeathPoint): void {
    writeFileSync(join(this.directory, prefix + point), '');
  }

  get isSet(): boolean {
    return readdirSync(this.directory).some((name) => name.startsWith(prefix));
  }

  disarm(): void {
    for (const point of deathPoints) rmSync(join(this.directory, prefix + point), { force: true });
  }

  /** kill -9 of this process when a trap is set here; of several that pass only one finds it. */
  spring(point: DeathPoint): void {
    try {
      rmSync(join(this.directory, prefix + point));
    } catch {
      return;
    }
    process.kill(process.pid, 'SIGKILL');
  }
}
