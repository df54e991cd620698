// For tests: job containers without an engine, that do what a script says. Like the real ones they are found again by name, and starting one removes the run's others.
import { once } from 'node:events';
import { jobName, JobContainers, type JobEnd, type JobImage, type JobKey, type JobOutput, type JobRunOptions, type JobSpec, type Removal } from '../jobs/job';

/** What a container does. `waits`: until it is stopped. */
export interface Script { output?: JobOutput[]; exitCode?: number; cause?: JobEnd['cause']; refusedHosts?: string[]; files?: Record<string, string | Uint8Array>; waits?: boolean }
interface Container { spec: JobSpec; script: Script; files: Map<string, Uint8Array> }

export class ScriptedJobs extends JobContainers {
  readonly started: JobSpec[] = [];
  private readonly containers = new Map<string, Container>();
  private imageThere: JobImage | Error = { id: 'sha256:abc', codexVersion: '0.169.0', specKitVersion: '1.0.1' };

  constructor(private readonly scriptOf: (spec: JobSpec) => Script) {
    super();
  }

  without(image: Error): this {
    this.imageThere = image;
    return this;
  }

  async run(spec: JobSpec, { signal, enough, onStart, onOutput }: JobRunOptions): Promise<JobEnd> {
    signal.throwIfAborted();
    const existing = this.containers.get(jobName(spec));
    const container = existing ?? this.start(spec);
    for (const name of this.containers.keys()) if (name !== jobName(spec)) this.containers.delete(name);
    const adopted = existing !== undefined;
    await onStart?.({ adopted });
    const { output = [], exitCode = 0, cause = 'exit', refusedHosts = [], waits = false, files = {} } = container.script;
    for (const line of output) onOutput(line);
    if (waits) await once(enough ? AbortSignal.any([signal, enough]) : signal, 'abort');
    signal.throwIfAborted();
    for (const [path, content] of Object.entries(files)) container.files.set(path, Buffer.from(content));
    return { exitCode, cause, refusedHosts, adopted, startedAt: '2026-11-28T10:00:00.000Z', endedAt: '2026-11-28T10:00:05.000Z' };
  }

  async readFile(key: JobKey, path: string): Promise<Uint8Array | undefined> {
    return this.containers.get(jobName(key))?.files.get(path);
  }

  async hasWorkspace(runId: string): Promise<boolean> {
    return this.started.some((spec) => spec.runId === runId);
  }

  async removeOf(runId: string): Promise<Removal> {
    const removed = [...this.containers].filter(([, { spec }]) => spec.runId === runId).map(([name]) => name);
    for (const name of removed) this.containers.delete(name);
    return { removed, left: [] };
  }

  async image(): Promise<JobImage> {
    if (this.imageThere instanceof Error) throw this.imageThere;
    return this.imageThere;
  }

  private start(spec: JobSpec): Container {
    const container = { spec, script: this.scriptOf(spec), files: new Map(spec.files.map(({ path, content }) => [path, content])) };
    this.containers.set(jobName(spec), container);
    this.started.push(spec);
    return container;
  }
}

/** As the image's programs leave it. */
export function phaseFiles(patch: string, { collect = {}, agentExit = 0, timedOut = false }: { collect?: Record<string, unknown>; agentExit?: number | null; timedOut?: boolean } = {}): Record<string, string> {
  return { 'out/result.json': JSON.stringify({ agentExit, timedOut, collect: { exitCode: 0, ...collect } }), 'out/result.patch': patch };
}
