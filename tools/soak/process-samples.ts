// Memory and open files of processes over time, as /proc tells them.
import { readFileSync, readdirSync } from 'node:fs';

/** `at` in seconds since the beginning, `memory` the resident memory in MiB, `files` open file descriptors. */
export interface Sample { at: number; process: string; memory: number; files: number }

export type Watched = Record<string, () => number | undefined>;

export class ProcessSamples {
  readonly samples: Sample[] = [];
  private readonly begun = Date.now();
  private timer: NodeJS.Timeout | undefined;

  /** @param watched the pid of each process by its name; one that is not there is left out */
  constructor(private readonly watched: Watched, private readonly onSample: (sample: Sample) => void = () => undefined) {}

  start(everySeconds: number): void {
    this.take();
    this.timer = setInterval(() => this.take(), everySeconds * 1000);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private take(): void {
    const at = Math.round((Date.now() - this.begun) / 1000);
    for (const [process, pidOf] of Object.entries(this.watched)) {
      const found = lookAt(pidOf());
      if (!found) continue;
      const sample = { at, process, ...found };
      this.samples.push(sample);
      this.onSample(sample);
    }
  }
}

function lookAt(pid: number | undefined): Pick<Sample, 'memory' | 'files'> | undefined {
  if (pid === undefined) return undefined;
  try {
    const [, kibibytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return { memory: Math.round(Number(kibibytes) / 102.4) / 10, files: readdirSync(`/proc/${pid}/fd`).length };
  } catch {
    // It has just ended.
    return undefined;
  }
}
