// What a running installation's containers are, asked of the engine: not what the files say they should be.
import type { Docker } from './docker';

export interface Container {
  name: string;
  user: string;
  readOnly: boolean;
  privileged: boolean;
  capabilitiesDropped: string[];
  environment: Record<string, string>;
  /** `healthy`, or `none` without a health check; undefined while it does not run. */
  health: string | undefined;
  restarts: number;
  exitCode: number;
  /** Folder to volume. */
  volumes: Record<string, string>;
}

interface Inspected {
  Config: { User: string; Env: string[]; Labels: Record<string, string> };
  HostConfig: { ReadonlyRootfs: boolean; Privileged: boolean; CapDrop: string[] | null };
  State: { Running: boolean; ExitCode: number; Health?: { Status: string } };
  RestartCount: number;
  Mounts: { Type: string; Name?: string; Destination: string }[];
}

/** By the name of their service, those that have ended included. With several replicas the last one counts. */
export async function containersOf(docker: Docker, project: string): Promise<Map<string, Container>> {
  const ids = (await docker.run(['ps', '--all', '--quiet', '--filter', `label=com.docker.compose.project=${project}`])).split('\n').filter(Boolean);
  const inspected = ids.length === 0 ? [] : JSON.parse(await docker.run(['inspect', ...ids])) as Inspected[];
  return new Map(inspected.map((one) => [one.Config.Labels['com.docker.compose.service']!, toContainer(one)]));
}

function toContainer({ Config, HostConfig, State, RestartCount, Mounts }: Inspected): Container {
  return {
    name: Config.Labels['com.docker.compose.service']!,
    user: Config.User, readOnly: HostConfig.ReadonlyRootfs, privileged: HostConfig.Privileged, capabilitiesDropped: HostConfig.CapDrop ?? [],
    environment: Object.fromEntries(Config.Env.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)])),
    health: State.Running ? State.Health?.Status ?? 'none' : undefined,
    restarts: RestartCount, exitCode: State.ExitCode,
    volumes: Object.fromEntries(Mounts.filter(({ Type }) => Type === 'volume').map(({ Destination, Name }) => [Destination, Name ?? ''])),
  };
}
