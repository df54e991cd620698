// Follows one job from its start to its end: its output line by line, its limits, and why it ended.
import type Docker from 'dockerode';
import type { ContainerInspectInfo } from 'dockerode';
import { setTimeout as pause } from 'node:timers/promises';
import { outputLimitBytes, type JobLimits } from './container-settings';
import { statusOf, unlessGone } from './docker-engine';
import type { JobCause, JobEnd, JobRunOptions, JobSpec } from './job';
import { causeOf, graceAfterLimitSeconds } from './job-cause';
import { helperName } from './job-parts';
import { LimitWatch } from './limit-watch';
import { drain, linesSoFar } from './log-stream';
import { OutputLines } from './output-lines';

export interface FollowerOptions { limits: JobLimits; graceAfterLimitSeconds?: number }

/** The engine may be restarted under a job. */
const engineAwayMs = 60_000;
const stopGraceSeconds = 15;
const mostRefusedHosts = 50;
const nobodyKnows = -1;
const killedExit = 137;

export class JobFollower {
  private stoppedFor: JobCause | undefined;
  private readonly lines: OutputLines;
  private readonly container: Docker.Container;

  constructor(private readonly docker: Docker, private readonly spec: JobSpec, private readonly options: JobRunOptions & FollowerOptions, id: string) {
    this.container = docker.getContainer(id);
    this.lines = new OutputLines(options.onOutput);
  }

  /** @throws the signal's reason, once the container has been stopped for it */
  async untilEnd({ adopted }: { adopted: boolean }): Promise<JobEnd> {
    const { signal, enough, limits } = this.options;
    const begun = await this.inspect();
    const watch = begun?.State.Running ? this.watch(begun) : undefined;
    const onAbort = (): void => void this.stop('killed');
    const stops = enough ? AbortSignal.any([signal, enough]) : signal;
    stops.addEventListener('abort', onAbort, { once: true });
    if (stops.aborted) onAbort();
    try {
      await this.options.onStart?.({ adopted });
      const ended = await this.follow();
      await watch?.close();
      signal.throwIfAborted();
      const refusedHosts = await this.refusedHosts();
      if (!ended) return { exitCode: nobodyKnows, cause: 'lost', startedAt: begun?.State.StartedAt ?? new Date().toISOString(), endedAt: new Date().toISOString(), adopted, refusedHosts };
      const { ExitCode: exitCode, OOMKilled: oomKilled, StartedAt: startedAt, FinishedAt: endedAt } = ended.State;
      const workspaceBytes = watch?.workspaceBytes ?? await this.lastMeasure();
      const cause = causeOf({
        exitCode, oomKilled, startedAt: new Date(startedAt), endedAt: new Date(endedAt), timeLimitSeconds: this.spec.timeLimitSeconds,
        workspaceBytes, outputBytes: this.lines.bytes, stoppedFor: this.stoppedFor,
      }, { diskBytes: limits.diskBytes, outputBytes: outputLimitBytes });
      return { exitCode, cause, startedAt, endedAt, adopted, refusedHosts };
    } finally {
      stops.removeEventListener('abort', onAbort);
      await watch?.close();
    }
  }

  private watch({ State }: ContainerInspectInfo): LimitWatch {
    const { limits, graceAfterLimitSeconds: grace = graceAfterLimitSeconds } = this.options;
    return new LimitWatch({
      job: this.container, meter: this.docker.getContainer(helperName(this.spec, 'meter')), limits,
      deadline: Date.parse(State.StartedAt) + (this.spec.timeLimitSeconds + grace) * 1000, onLimit: (cause) => void this.stop(cause),
    });
  }

  /** Undefined when the container is gone. */
  private async follow(): Promise<ContainerInspectInfo | undefined> {
    const unwatched = new AbortController();
    let hadEnded = false;
    for (;;) {
      const stream = await unlessGone(this.container.logs({ follow: true, stdout: true, stderr: true })).catch(() => undefined);
      this.lines.again();
      if (stream) await drain(stream, (piece) => this.took(piece), unwatched.signal);
      const now = await this.inspect();
      if (!now?.State.Running) {
        // What it printed last may have come into the log when this reading was over: one more that begins after its end has everything.
        if (now && !hadEnded) {
          hadEnded = true;
          continue;
        }
        this.lines.end();
        return now && this.unlessRemoved(now);
      }
      await pause(200);
    }
  }

  /** A container that is removed by force is killed first. */
  private async unlessRemoved(ended: ContainerInspectInfo): Promise<ContainerInspectInfo | undefined> {
    if (ended.State.ExitCode !== killedExit || this.stoppedFor) return ended;
    await pause(1000);
    return this.inspect();
  }

  /** Of a job that prints without end the rest of its log is passed over. */
  private took(piece: Buffer): void {
    if (this.lines.bytes > outputLimitBytes) return;
    this.lines.take(piece);
    if (this.lines.bytes > outputLimitBytes) void this.stop('disk');
  }

  /** Its programs have a moment to keep their result, except where every moment costs. */
  private async stop(cause: JobCause): Promise<void> {
    if (this.stoppedFor) return;
    this.stoppedFor = cause;
    const isUrgent = cause === 'disk' || cause === 'processes';
    await (isUrgent ? this.container.kill() : this.container.stop({ t: stopGraceSeconds })).catch(() => undefined);
  }

  private async inspect(): Promise<ContainerInspectInfo | undefined> {
    const patience = Date.now() + engineAwayMs;
    for (;;) {
      try {
        return await unlessGone(this.container.inspect());
      } catch (error) {
        if (statusOf(error) !== undefined || Date.now() > patience) throw error;
        await pause(500);
      }
    }
  }

  private async refusedHosts(): Promise<string[]> {
    const hosts = new Set<string>();
    for (const line of await this.linesOf('egress')) {
      const { allowed, host, port } = line as { allowed?: unknown; host?: unknown; port?: unknown };
      if (allowed === false && typeof host === 'string' && typeof port === 'number' && hosts.size < mostRefusedHosts) hosts.add(`${host.slice(0, 253)}:${port}`);
    }
    return [...hosts];
  }

  private async lastMeasure(): Promise<number> {
    return Math.max(0, ...(await this.linesOf('meter')).map((line) => Number((line as { bytes?: unknown }).bytes ?? 0)));
  }

  private async linesOf(helper: 'egress' | 'meter'): Promise<object[]> {
    const lines = await linesSoFar(this.docker.getContainer(helperName(this.spec, helper))).catch(() => []);
    return lines.flatMap((line) => {
      try {
        return [JSON.parse(line) as object];
      } catch {
        return [];
      }
    });
  }
}
