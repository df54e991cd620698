// Lets a counted service die by its own hand, once at a point of a stage's life, or whenever it carries out a stage of one run: a trap is a file in the data directory.
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StagePoint } from '#stage-runtime';

export type DeathPoint = StagePoint | 'calling';
export const deathPoints: readonly [DeathPoint, ...DeathPoint[]] = ['intended', 'calling', 'handled', 'told'];

const prefix = 'dies-at-';
const forEver = 'always-dies-at-';

export class DeathTrap {
  constructor(private readonly directory: string) {}

  /** Whoever passes the point first dies. */
  set(point: DeathPoint): void {
    writeFileSync(join(this.directory, prefix + point), '');
  }

  /** Whoever carries out the stage for the run of that lane dies, each time. */
  setForEver(stage: string, lane: string): void {
    writeFileSync(join(this.directory, `${forEver}${stage}-${lane}`), '');
  }

  get isSet(): boolean {
    return readdirSync(this.directory).some((name) => name.startsWith(prefix));
  }

  disarm(): void {
    for (const name of readdirSync(this.directory).filter((one) => one.startsWith(prefix) || one.startsWith(forEver))) rmSync(join(this.directory, name), { force: true });
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

  /** kill -9 of this process when it carries out what may not be carried out. */
  meet({ stage, lane }: { stage: string; lane: string }): void {
    if (existsSync(join(this.directory, `${forEver}${stage}-${lane}`))) process.kill(process.pid, 'SIGKILL');
  }
}
