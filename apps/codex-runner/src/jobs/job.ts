// Ephemeral, isolated containers in which coding agents work: the words in which stages and agents ask for them.

/** What the job image knows how to do: make the workspace, or run an agent in it. */
export type JobRole = 'checkout' | 'phase';

/** Which container of which run; makes its name, so that whoever comes later finds it. */
export interface JobKey { runId: string; stage: string; attempt: number; role: JobRole }

/** One container of a run. Nothing here reaches the engine's host settings: limits, user, mounts and network are the same for every job. */
export interface JobSpec extends JobKey {
  /** The id that the run has settled on (`sha256:…`); absent, the configured image as it is now. */
  image?: string;
  /** A program of the image and its arguments, such as `['/opt/specline/phase']`; arguments are visible to everybody, so no secret is among them. */
  command: readonly string[];
  /** Of this container alone: secrets are allowed here and nowhere else. The proxy's variables are added. */
  environment: Readonly<Record<string, string>>;
  /** Put below /workspace before the start, owned by the job's user; paths are relative to /workspace. */
  files: readonly { path: string; content: Uint8Array }[];
  /** What the run's way out lets through, as `host[:port][!private]`; everything else is refused. Empty: no network at all. Those of the configuration are added. */
  egress: readonly string[];
  /** Given to the program as SPECLINE_TIME_LIMIT_SECONDS. A minute later, counted from its start, the container is stopped, whatever the program does about it. */
  timeLimitSeconds: number;
}

/** `time`, `memory`, `disk` and `processes` are its limits; `killed` is a signal that nobody here sent, or that an abort asked for; `lost` is a container that was removed by hand or whose exit code the engine no longer knows. */
export type JobCause = 'exit' | 'time' | 'memory' | 'disk' | 'processes' | 'killed' | 'lost';

export interface JobEnd {
  /** 128 + signal when one ended it; -1 when it is lost. */
  exitCode: number;
  cause: JobCause;
  /** ISO times as the engine has them. */
  startedAt: string;
  endedAt: string;
  /** The container was there already: another runner, or this one before it died, had started it. */
  adopted: boolean;
  /** `host:port` that the job asked for and was refused, each once, at most 50. */
  refusedHosts: string[];
}

/** One line, without its line end. Bytes that are no UTF-8 are replaced; a line over 1 MiB comes in pieces of that size. */
export interface JobOutput { stream: 'stdout' | 'stderr'; line: string }

export interface JobRunOptions {
  /** Stops the container when it aborts; `run` then rejects with the signal's reason. */
  signal: AbortSignal;
  /** Stops the container too, but `run` resolves with how it ended. */
  enough?: AbortSignal;
  /** Once, before the first line, which waits for it: whether another runner, or this one before it died, had started the container. */
  onStart?: (start: { adopted: boolean }) => Promise<void> | void;
  onOutput: (output: JobOutput) => void;
}

/** The image that is configured, by id, with what its labels say. */
export interface JobImage { id: string; codexVersion: string | undefined; specKitVersion: string | undefined }

export interface Removal { removed: string[]; left: { name: string; why: string }[] }

export abstract class JobContainers {
  /**
   * Starts the container, or adopts the one of that name, running or ended; resolves when it has ended.
   * `onOutput` gets every line exactly once per call, from the container's beginning, also when it is adopted.
   * Starting one removes what the run's earlier stages left (not the workspace): at most one container of a run works at a time.
   * @throws StageFailure `docker.unavailable`, `docker.image_missing`, `docker.conflict`, `docker.refused`
   */
  abstract run(spec: JobSpec, options: JobRunOptions): Promise<JobEnd>;

  /**
   * A file below /workspace of a container that is there, running or ended; undefined when it or its container is not.
   * Links are not followed: undefined, as for whatever else is no plain file.
   * @throws StageFailure `job.file_too_large`
   */
  abstract readFile(key: JobKey, path: string, limitBytes: number): Promise<Uint8Array | undefined>;

  /** Whether the run's workspace volume exists. What was last done in it must be looked up in the run's facts. */
  abstract hasWorkspace(runId: string): Promise<boolean>;

  /** Removes containers, proxy, networks and volume of the run; what is gone already is no fault. Never throws. */
  abstract removeOf(runId: string): Promise<Removal>;

  /** @throws StageFailure `docker.unavailable`, `docker.image_missing` */
  abstract image(): Promise<JobImage>;
}

/** @example 'specline-0199…-specify-1-phase' */
export function jobName({ runId, stage, attempt, role }: JobKey): string {
  return `specline-${runId}-${stage}-${attempt}-${role}`;
}

/** The one place of a run where its jobs can write. */
export function workspaceName(runId: string): string {
  return `speckit_workspaces-${runId}`;
}
