// Removes what lost its run: now and then and at the start, whatever a crash, a cancel or a failure has left in the Docker Engine.
import type Docker from 'dockerode';
import { setTimeout as pause } from 'node:timers/promises';
import { jsonForm, type ArtifactStore } from '#artifacts';
import type { RunLog } from '#bus';
import type { StoredFact } from '#contracts';
import type { Logger } from '#platform';
import type { JobContainers, Removal } from './job';
import { fateOf, type JobFate } from './job-fate';
import type { Installation } from './job-parts';
import { runsWithParts } from './run-parts';

export interface ReaperParts {
  docker: Docker;
  installation: Installation;
  containers: Pick<JobContainers, 'removeOf'>;
  log: Pick<RunLog, 'lastOfRun'>;
  artifacts: Pick<ArtifactStore, 'write'>;
  logger: Pick<Logger, 'info' | 'warn'>;
  graceMinutes: number;
  now?: () => Date;
}

export interface Reaped extends Removal { runId: string; why: string }

const betweenSweepsMs = 60_000;

export class JobReaper {
  private readonly closing = new AbortController();
  private sweeping: Promise<void> | undefined;

  constructor(private readonly parts: ReaperParts) {}

  /** Sweeps at once and then every minute. Several runners may do so at the same engine. */
  start(everyMs = betweenSweepsMs): void {
    this.sweeping ??= this.sweepOn(everyMs);
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.sweeping;
  }

  /** What was removed, run by run. A run whose last fact cannot be read is left alone. @throws the engine's error when it cannot be asked */
  async sweep(): Promise<Reaped[]> {
    const { docker, installation, now = () => new Date() } = this.parts;
    const reaped: Reaped[] = [];
    for (const [runId, newestPartAt] of await runsWithParts(docker, installation)) {
      if (this.closing.signal.aborted) break;
      const one = await this.reap(runId, newestPartAt, now()).catch((error: unknown) => {
        this.parts.logger.warn({ runId, error }, 'what a run left in Docker could not be looked at');
        return undefined;
      });
      if (one) reaped.push(one);
    }
    return reaped;
  }

  private async reap(runId: string, newestPartAt: Date, now: Date): Promise<Reaped | undefined> {
    const last = await this.parts.log.lastOfRun(runId);
    const { fate, why } = fateOf({ last, newestPartAt, now, graceMinutes: this.parts.graceMinutes });
    if (fate === 'leave') return undefined;
    const removal = await this.parts.containers.removeOf(runId);
    if (removal.removed.length === 0 && removal.left.length === 0) return undefined;
    this.parts.logger.info({ runId, why, ...removal }, 'removed what a run left in Docker');
    if (last && removal.removed.length > 0) await this.report(last, { at: now.toISOString(), why, ...removal });
    return { runId, why, ...removal };
  }

  /** Where the run's own stage has reported its cleanup, that report stands. */
  private async report({ fact }: StoredFact, content: Removal & Pick<JobFate, 'why'> & { at: string }): Promise<void> {
    if (fact.context.cleanup) return;
    await this.parts.artifacts.write({ runId: fact.runId, stage: 'cleanup', attempt: fact.attempt, kind: 'cleanup_report' }, `${JSON.stringify(content, null, 2)}\n`, jsonForm);
  }

  private async sweepOn(everyMs: number): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      // An engine that is away is readiness' matter.
      await this.sweep().catch(() => undefined);
      await pause(everyMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
