// What the engine is told to make: the same cage for every job, in which only command, environment and labels differ.
import type { ContainerCreateOptions, HostConfig } from 'dockerode';
import { jobName, workspaceName, type JobKey, type JobSpec } from './job';
import { helperName, jobLabels, networkName, type Installation } from './job-parts';

export interface JobLimits { memoryBytes: number; cpus: number; processes: number; diskBytes: number }

/** `image` is an id. `outside` is the network that leads out; A job without hosts has no network at all. */
export interface Surroundings { installation: Installation; image: string; limits: JobLimits; outside: string }

export const jobUser = '10001:10001';
export const workspaceFolder = '/workspace';
export const proxyAlias = 'egress';
const proxyPort = 3128;
const mebibyte = 1024 ** 2;

/** What a job may print in all. The engine's log of it is kept whole up to eight times as much, since control characters take six. */
export const outputLimitBytes = 64 * mebibyte;
const wholeLog = { Type: 'json-file', Config: { 'max-size': '512m', 'max-file': '2' } };

/** Queries of names that the engine does not know go here, from inside the job's network: nowhere (RFC 5737). Without it older engines ask the machine's own resolver (CVE-2024-29018). */
const noResolver = '198.51.100.53';

export function jobContainer(spec: JobSpec, surroundings: Surroundings): ContainerCreateOptions {
  const { installation, image, limits } = surroundings;
  const hasWayOut = spec.egress.length > 0;
  return {
    name: jobName(spec), Image: image, Cmd: [...spec.command], Env: entriesOf({ ...(hasWayOut ? proxyVariables : {}), SPECLINE_TIME_LIMIT_SECONDS: String(spec.timeLimitSeconds), ...spec.environment }),
    Labels: jobLabels(installation, spec), WorkingDir: workspaceFolder, ...contained,
    HostConfig: {
      ...cage({ memoryBytes: limits.memoryBytes, cpus: limits.cpus, processes: limits.processes }),
      NetworkMode: hasWayOut ? networkName(spec.runId) : 'none',
      Dns: [noResolver], DnsOptions: ['timeout:1', 'attempts:1'],
      Mounts: mounts(spec.runId, false),
      Tmpfs: { '/tmp': `rw,noexec,nosuid,nodev,size=${Math.min(256 * mebibyte, limits.memoryBytes / 4)},mode=1777` },
      LogConfig: wholeLog,
      Ulimits: [
        { Name: 'core', Soft: 0, Hard: 0 },
        // No single file can be larger than the workspace may be: that much holds without being measured.
        { Name: 'fsize', Soft: limits.diskBytes, Hard: limits.diskBytes },
      ],
    },
  };
}

/** In the run's network and in the one that leads out, with the list of hosts and nothing else: no volume, no secret. */
export function proxyContainer(spec: JobSpec, { installation, image, outside }: Surroundings): ContainerCreateOptions {
  return {
    name: helperName(spec, 'egress'), Image: image, Cmd: ['node', '/opt/specline/egress-proxy.mjs'], Labels: jobLabels(installation, spec, 'egress'), ...contained,
    Env: entriesOf({ SPECLINE_EGRESS_ALLOW: spec.egress.join(','), SPECLINE_EGRESS_PORT: String(proxyPort) }),
    HostConfig: {
      ...cage({ memoryBytes: 256 * mebibyte, cpus: 1, processes: 64 }), NetworkMode: outside,
      // It is a proxy, never a router between its two networks.
      Sysctls: { 'net.ipv4.ip_forward': '0' },
      LogConfig: smallLog, RestartPolicy: restarted,
    },
  };
}

/** Reads the workspace's size, and nothing of it: root without any right but to look into every folder, without network, the volume read-only. */
export function meterContainer(key: JobKey, { installation, image }: Pick<Surroundings, 'installation' | 'image'>): ContainerCreateOptions {
  return {
    name: helperName(key, 'meter'), Image: image, Cmd: ['node', '/opt/specline/measure.mjs', workspaceFolder], Labels: jobLabels(installation, key, 'meter'), ...contained, User: '0:0',
    HostConfig: {
      ...cage({ memoryBytes: 256 * mebibyte, cpus: 0.5, processes: 32 }), CapAdd: ['DAC_READ_SEARCH'], NetworkMode: 'none',
      Mounts: mounts(key.runId, true), LogConfig: smallLog, RestartPolicy: restarted,
    },
  };
}

/** The image's entry point is an init: neither it nor the engine's is set here. */
const contained = { User: jobUser, AttachStdout: false, AttachStderr: false, OpenStdin: false, Tty: false } as const;
const restarted = { Name: 'on-failure', MaximumRetryCount: 5 };
const smallLog = { Type: 'json-file', Config: { 'max-size': '16m', 'max-file': '2' } };
const proxyUrl = `http://${proxyAlias}:${proxyPort}`;
const proxyVariables = {
  HTTPS_PROXY: proxyUrl, HTTP_PROXY: proxyUrl, NO_PROXY: 'localhost,127.0.0.1,::1',
  https_proxy: proxyUrl, http_proxy: proxyUrl, no_proxy: 'localhost,127.0.0.1,::1', NODE_USE_ENV_PROXY: '1',
};

function cage({ memoryBytes, cpus, processes }: Omit<JobLimits, 'diskBytes'>): HostConfig {
  return {
    ReadonlyRootfs: true, Privileged: false, CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges'],
    // Memory and swap together: no swap.
    Memory: memoryBytes, MemorySwap: memoryBytes, NanoCpus: Math.round(cpus * 1e9), PidsLimit: processes,
    IpcMode: 'private', AutoRemove: false,
  };
}

function mounts(runId: string, readOnly: boolean): HostConfig['Mounts'] {
  return [{ Type: 'volume', Source: workspaceName(runId), Target: workspaceFolder, ReadOnly: readOnly }];
}

function entriesOf(variables: Readonly<Record<string, string>>): string[] {
  return Object.entries(variables).map(([name, value]) => `${name}=${value}`);
}
