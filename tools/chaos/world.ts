// What lies beyond the network while Specline is tried: it counts what came into being there, and can be made unwell.
import type { Installation, InstallationOptions } from '../stack/installation';
import type { JobEngine } from './jobs/job-engine';
import type { Random } from './random';

export interface Ordered { id: string; featureKey: string }

/** `tasks`: the most that any attempt of the run has; absent where there are none. */
export interface EffectsOfRun { tasks?: number; branches: number; pullRequests: number }

export interface World {
  readonly name: 'counted' | 'real' | 'jobs';
  readonly repository: string;
  /** How an installation is told to use it. */
  readonly options: Pick<InstallationOptions, 'stageProgram' | 'settings' | 'settingsOf'> & { sandbox: NonNullable<InstallationOptions['sandbox']> };
  /** What a request says beyond its repository and feature. */
  readonly request?: Readonly<Record<string, string>>;
  /** In which agents work, where they work in containers. */
  readonly engine?: JobEngine;
  /** How many runs can be asked for in a second without a queue that grows. */
  readonly runsPerSecond: number;
  /** How long after the load runs may still take (ms), where that is longer than usual. */
  readonly patience?: number;
  /** Makes the features that runs will be asked for. */
  prepare(installation: Installation, features: readonly string[]): Promise<void>;
  effects(): Promise<(run: Ordered) => EffectsOfRun>;
  /** Until the signal, GitHub or Codex refuses calls, is slow, or loses its answers. */
  trouble(part: 'github' | 'codex', random: Random, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
