// Job containers in the Docker Engine: one at a time for a run, found again by name, caged as `container-settings.ts` says.
import type Docker from 'dockerode';
import type { ContainerInspectInfo } from 'dockerode';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { jobContainer, workspaceFolder, type JobLimits, type Surroundings } from './container-settings';
import { engineFailure, imageMissing, nameTaken, statusOf, unlessGone } from './docker-engine';
import { JobContainers, jobName, workspaceName, type JobEnd, type JobImage, type JobKey, type JobRunOptions, type JobSpec, type Removal } from './job';
import { onlyFile, packed, requirePlain } from './job-archive';
import { JobFollower } from './job-follower';
import { JobHelpers } from './job-helpers';
import { labels, runLabels, type Installation } from './job-parts';
import { RunPartsRemoval } from './run-parts-removal';

export interface JobSettings {
  installation: Installation;
  /** By digest, id or name. */
  image: string | undefined;
  limits: JobLimits;
  /** The network that leads out. */
  network: string;
  /** Hosts that every job may reach. */
  egress: readonly string[];
  /** How long after its own time limit a job is stopped from outside; for tests. */
  graceAfterLimitSeconds?: number;
}

/** Two runners may want the same container at the same moment: the one that loses looks again. */
const tries = 5;

export class DockerJobContainers extends JobContainers {
  private readonly helpers: JobHelpers;
  private readonly removal: RunPartsRemoval;

  constructor(private readonly docker: Docker, private readonly settings: JobSettings) {
    super();
    this.helpers = new JobHelpers(docker);
    this.removal = new RunPartsRemoval(docker, settings.installation);
  }

  override async run(given: JobSpec, options: JobRunOptions): Promise<JobEnd> {
    const spec = { ...given, egress: given.egress.length === 0 ? [] : [...new Set([...given.egress, ...this.settings.egress])] };
    try {
      const { id, adopted } = await this.startOrAdopt(spec, options.signal);
      const follower = new JobFollower(this.docker, spec, { ...options, ...this.settings }, id);
      try {
        return await follower.untilEnd({ adopted });
      } finally {
        await this.quieten(spec);
      }
    } catch (error) {
      throw engineFailure(error);
    }
  }

  override async readFile(key: JobKey, path: string, limitBytes: number): Promise<Uint8Array | undefined> {
    requirePlain(path);
    try {
      const archive = await unlessGone(this.docker.getContainer(jobName(key)).getArchive({ path: `${workspaceFolder}/${path}` }), [400, 404]);
      return archive && await onlyFile(archive as Readable, path, limitBytes);
    } catch (error) {
      throw engineFailure(error);
    }
  }

  override async hasWorkspace(runId: string): Promise<boolean> {
    try {
      return await unlessGone(this.docker.getVolume(workspaceName(runId)).inspect()) !== undefined;
    } catch (error) {
      throw engineFailure(error);
    }
  }

  override async removeOf(runId: string): Promise<Removal> {
    return this.removal.remove(runId);
  }

  override async image(): Promise<JobImage> {
    const { image } = this.settings;
    if (!image) throw imageMissing('No job image is configured.');
    try {
      const found = await unlessGone(this.docker.getImage(image).inspect());
      if (!found) throw imageMissing(`The job image ${image} is not there.`, { retryable: true });
      const said: Record<string, string | undefined> = found.Config?.Labels ?? {};
      return { id: found.Id, codexVersion: said[imageLabels.codex], specKitVersion: said[imageLabels.specKit] };
    } catch (error) {
      throw engineFailure(error);
    }
  }

  private async startOrAdopt(spec: JobSpec, signal: AbortSignal): Promise<{ id: string; adopted: boolean }> {
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted();
      const existing = await unlessGone(this.docker.getContainer(jobName(spec)).inspect());
      if (existing && existing.State.Status !== 'created') {
        if (!this.isOurs(existing, spec)) throw nameTaken(jobName(spec));
        await this.clearOthers(spec);
        return { id: existing.Id, adopted: true };
      }
      try {
        // One that never ran has no result, and may hold a credential of yesterday.
        if (existing) await unlessGone(this.docker.getContainer(existing.Id).remove({ force: true }));
        return { id: await this.start(spec), adopted: false };
      } catch (error) {
        if (attempt === tries || !isTaken(error)) throw error;
        await pause(Math.random() * 1000 * attempt);
      }
    }
  }

  /** Names can be given to any container; what another one printed and left must never pass for a job's. */
  private isOurs({ Config }: ContainerInspectInfo, { runId, role }: JobSpec): boolean {
    const said = Config.Labels ?? {};
    return said[labels.installation] === this.settings.installation && said[labels.run] === runId && said[labels.role] === role;
  }

  private async start(spec: JobSpec): Promise<string> {
    const { installation, limits, network: outside } = this.settings;
    const surroundings: Surroundings = { installation, limits, outside, image: spec.image ?? (await this.image()).id };
    await this.clearOthers(spec);
    await this.docker.createVolume({ Name: workspaceName(spec.runId), Labels: runLabels(installation, spec.runId) });
    await this.helpers.start(spec, surroundings);
    const container = await this.docker.createContainer(jobContainer(spec, surroundings));
    if (spec.files.length > 0) await container.putArchive(await packed(spec.files), { path: workspaceFolder });
    await container.start();
    return container.id;
  }

  /** Whatever else of the run is there has been given up: a job that still runs belongs to an attempt that is over. */
  private async clearOthers(spec: JobSpec): Promise<void> {
    const { left } = await this.removal.remove(spec.runId, { workspace: true, containersOf: spec, networks: true });
    if (left.length > 0) throw new Error(`what the run had before could not be removed: ${left.map(({ name, why }) => `${name} (${why})`).join(', ')}`);
  }

  /** A network of every run that ended would use up the engine's address ranges; the helpers' logs stay readable. */
  private async quieten(spec: JobSpec): Promise<void> {
    await this.helpers.stop(spec);
    await this.removal.removeNetworks(spec.runId);
  }
}

/** Labels of the image. */
const imageLabels = { codex: 'specline.codex', specKit: 'specline.spec-kit' };

/** Somebody else has made, started or removed it meanwhile. */
function isTaken(error: unknown): boolean {
  return [404, 409].includes(statusOf(error) ?? 0) && !/no such image/i.test(String((error as Error).message));
}
