// Removes artifacts that have expired: at start and every night, by one replica at a time.
import type { ArtifactStore } from '#artifacts';
import type { Check } from '#platform';
import { alone, type ReadModel } from '#read-model';
import type { ProjectionLog } from '../projection-turn';
import { nextNight } from './next-night';
import type { Pruned, RunPruning } from './run-pruning';

export interface RetentionParts {
  databaseUrl: string;
  store: Pick<ArtifactStore, 'runs'>;
  rows: Pick<ReadModel, 'loadRuns'>;
  pruning: Pick<RunPruning, 'prune'>;
  logger: ProjectionLog;
}

/** `unknown` are runs that have no row: nothing of them is removed. */
export interface Sweep extends Pruned { runs: number; unknown: number; failed: number }

const runsAtOnce = 100;

export class Retention {
  /** Artifacts and bytes that this process has removed. */
  readonly removed = { artifacts: 0, bytes: 0 };
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private trouble: string | undefined;

  constructor(private readonly parts: RetentionParts) {}

  start(): void {
    this.running = this.night();
  }

  /** Returns when the run under way has been looked at. */
  async stop(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.timer);
    await this.running;
  }

  /** @returns what was removed; undefined when another replica is at it */
  async sweep(): Promise<Sweep | undefined> {
    const sweep: Sweep = { runs: 0, unknown: 0, failed: 0, artifacts: 0, bytes: 0, pinned: 0 };
    const isOwn = await alone(this.parts.databaseUrl, async () => {
      const ids: string[] = [];
      for await (const id of this.parts.store.runs()) {
        if (this.stopping.signal.aborted) return;
        ids.push(id);
        if (ids.length === runsAtOnce) await this.pruneRuns(ids.splice(0), sweep);
      }
      await this.pruneRuns(ids, sweep);
    });
    return isOwn ? sweep : undefined;
  }

  check(): Check {
    return {
      name: 'retention', blocking: false, stages: [], ttlMs: 10_000,
      check: async () => (this.trouble === undefined ? { ok: true, detail: `${this.removed.artifacts} artifacts removed` } : {
        ok: false, code: 'retention.failing', detail: this.trouble,
        remediation: 'See that the projection reaches the artifact store and may remove from it (SPEC_WORKFLOW_ARTIFACT_ROOT, or its NATS user). It tries again at the next start and every night; artifacts stay until then.',
      }),
    };
  }

  private async night(): Promise<void> {
    try {
      const sweep = await this.sweep();
      if (sweep) this.parts.logger.info({ ...sweep }, 'expired artifacts are removed');
      this.trouble = sweep?.failed ? `${sweep.failed} runs could not be looked at or have artifacts that could not be removed` : undefined;
    } catch (error) {
      this.trouble = error instanceof Error ? error.message : String(error);
      this.parts.logger.warn({ error }, 'expired artifacts could not be removed');
    }
    if (this.stopping.signal.aborted) return;
    this.timer = setTimeout(() => { this.running = this.night(); }, nextNight(new Date()).getTime() - Date.now());
  }

  private async pruneRuns(ids: readonly string[], sweep: Sweep): Promise<void> {
    const runs = await this.parts.rows.loadRuns(ids);
    sweep.runs += ids.length;
    sweep.unknown += ids.length - runs.size;
    for (const run of runs.values()) {
      if (this.stopping.signal.aborted) return;
      try {
        const { artifacts, bytes, pinned } = await this.parts.pruning.prune(run);
        sweep.artifacts += artifacts;
        sweep.bytes += bytes;
        sweep.pinned += pinned;
        this.removed.artifacts += artifacts;
        this.removed.bytes += bytes;
      } catch (error) {
        // One run that cannot be looked at holds up no other.
        sweep.failed += 1;
        this.parts.logger.warn({ run: run.id, error }, 'the expired artifacts of a run could not be removed');
      }
    }
  }
}
