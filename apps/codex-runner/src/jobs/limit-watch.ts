// Watches a running job for what the engine does not stop by itself: its time, its disk, its output, and a full house of processes.
import type Docker from 'dockerode';
import { setTimeout as pause } from 'node:timers/promises';
import type { JobLimits } from './container-settings';
import type { JobCause } from './job';
import { drain } from './log-stream';
import { OutputLines } from './output-lines';

/** One more than any honest workspace has: the machine's inodes are its disk, too. */
export const mostFiles = 2_000_000;
/** Samples come once a second; a build may touch its limit for a moment. */
const fullSamples = 5;

export interface WatchParts {
  job: Docker.Container;
  meter: Docker.Container;
  limits: JobLimits;
  /** When the time is over, as milliseconds of the clock. */
  deadline: number;
  /** Called once for each limit that was reached. */
  onLimit(cause: JobCause): void;
}

export class LimitWatch {
  private readonly ending = new AbortController();
  private readonly tasks: Promise<void>[];
  private most = 0;

  constructor(private readonly parts: WatchParts) {
    this.tasks = [this.watchTime(), this.watchDisk(), this.watchProcesses()];
  }

  /** The most the workspace was seen to hold. */
  get workspaceBytes(): number {
    return this.most;
  }

  async close(): Promise<void> {
    this.ending.abort();
    await Promise.all(this.tasks);
  }

  private async watchTime(): Promise<void> {
    const { signal } = this.ending;
    await pause(Math.max(0, this.parts.deadline - Date.now()), undefined, { signal }).then(() => this.parts.onLimit('time'), () => undefined);
  }

  private async watchDisk(): Promise<void> {
    await this.repeatedly(async () => {
      const lines = new OutputLines(({ line }) => this.measured(line));
      await drain(await this.parts.meter.logs({ follow: true, stdout: true, stderr: true }), (piece) => lines.take(piece), this.ending.signal);
    });
  }

  private measured(line: string): void {
    const { bytes, files } = parsed(line) as { bytes?: unknown; files?: unknown };
    if (typeof bytes !== 'number' || typeof files !== 'number') return;
    this.most = Math.max(this.most, bytes);
    if (bytes > this.parts.limits.diskBytes || files > mostFiles) this.parts.onLimit('disk');
  }

  private async watchProcesses(): Promise<void> {
    const { processes } = this.parts.limits;
    let full = 0;
    let text = '';
    const take = (piece: Buffer): void => {
      text += piece.toString();
      const samples = text.split('\n');
      text = samples.pop()!;
      for (const sample of samples) {
        const { pids_stats: pids } = parsed(sample) as { pids_stats?: { current?: number } };
        full = (pids?.current ?? 0) >= processes * 0.97 ? full + 1 : 0;
        if (full === fullSamples) this.parts.onLimit('processes');
      }
    };
    await this.repeatedly(async () => drain(await this.parts.job.stats({ stream: true }), take, this.ending.signal));
  }

  /** A stream that ends is opened again, until nobody wants it any more. */
  private async repeatedly(once: () => Promise<void>): Promise<void> {
    const { signal } = this.ending;
    while (!signal.aborted) {
      await once().catch(() => undefined);
      await pause(1000, undefined, { signal }).catch(() => undefined);
    }
  }
}

function parsed(line: string): object {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
