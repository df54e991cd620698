// The Docker Engine that is tried: one of our own, with the job image, and eyes on the containers of runs.
import { setTimeout as pause } from 'node:timers/promises';
import type Dockerode from 'dockerode';
import { dockerEngine } from '../../../apps/codex-runner/src/jobs/docker-engine';
import type { JobRole } from '../../../apps/codex-runner/src/jobs/job';
import { labels } from '../../../apps/codex-runner/src/jobs/job-parts';
import { Docker } from '../../images/docker';
import { makeJobImage } from '../../images/job-image';
import { JobSightings, type SeenJob } from './job-sightings';

const betweenLooks = 300;
const roles: readonly string[] = ['checkout', 'phase'] satisfies JobRole[];

export class JobEngine {
  readonly sightings = new JobSightings();
  private readonly engine: Dockerode;
  private readonly closing = new AbortController();
  private readonly watching: Promise<void>;

  private constructor(readonly docker: Docker, readonly image: string) {
    this.engine = dockerEngine(docker.environment.DOCKER_HOST);
    this.watching = this.watch();
  }

  static async open(): Promise<JobEngine> {
    const docker = await Docker.open({ networks: true, compose: false, own: true });
    try {
      return new JobEngine(docker, (await makeJobImage(docker, docker.folder)).name);
    } catch (error) {
      await docker.stop();
      throw error;
    }
  }

  /** Everything that it stores lies below. */
  get folder(): string {
    return this.docker.folder;
  }

  /** Jobs at work at this moment. */
  async jobsAtWork(): Promise<SeenJob[]> {
    return (await this.look()).filter(({ running }) => running);
  }

  /** Names of all that belongs to runs. */
  async partsOfRuns(): Promise<string[]> {
    const lists = [['ps', '--all', '--format', '{{.Names}}'], ['network', 'ls', '--format', '{{.Name}}'], ['volume', 'ls', '--format', '{{.Name}}']];
    const names = await Promise.all(lists.map((list) => this.docker.run([...list, '--filter', `label=${labels.run}`])));
    return names.flatMap((text) => text.split('\n')).filter(Boolean);
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.watching;
    await this.docker.stop();
  }

  private async watch(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      // One that is away shows nothing.
      await this.look().catch(() => undefined);
      await pause(betweenLooks, undefined, { signal }).catch(() => undefined);
    }
  }

  private async look(): Promise<SeenJob[]> {
    const listed = await this.engine.listContainers({ all: true, filters: { label: [labels.run] } });
    const jobs = listed.filter(({ Labels }) => roles.includes(Labels[labels.role] ?? '')).map(({ Id, Names, Labels, State, Created }): SeenJob => ({
      id: Id, name: Names[0]?.slice(1) ?? Id, runId: Labels[labels.run] ?? '', stage: Labels[labels.stage] ?? '', attempt: Number(Labels[labels.attempt]), role: Labels[labels.role] as JobRole,
      running: State === 'running', createdAt: Created * 1000,
    }));
    this.sightings.saw(jobs);
    return jobs;
  }
}
