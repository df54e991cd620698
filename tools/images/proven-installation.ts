// The container images at work: built without network from imported root file systems, started by docker-compose.yaml with the sandbox,
// and set up with the very commands that docs/operations.md shows.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runsPath, type RunView } from '#contracts';
import { freePort } from '../stack/free-port';
import { SpeclineClient } from '../stack/specline-client';
import { until } from '../stack/until';
import { importBaseImages, type BaseImages } from './base-images';
import { containersOf, type Container } from './containers';
import { Docker } from './docker';
import { Installation, operationsBlock } from './installation';

export const services = ['gateway', 'discovery', 'codex-runner', 'publisher', 'projection'] as const;
const sampleRepository = 'specline-demo/corner-shop';

export interface Measured { step: string; seconds: number }
type Report = (line: string) => void;

export class ProvenInstallation {
  readonly measured: Measured[] = [];
  private token = '';
  private url = '';

  private constructor(readonly docker: Docker, private readonly installation: Installation, readonly project: string, private readonly report: Report) {}

  /** Up and healthy. @throws StackError without a container engine, Error with what the containers that are not healthy last said; nothing is left then */
  static async start(report: Report): Promise<ProvenInstallation> {
    const docker = await Docker.open();
    const project = `specline-images-${process.pid}`;
    const proven = new ProvenInstallation(docker, Installation.copy(join(docker.folder, 'installation')), project, report);
    try {
      await proven.setUp();
      return proven;
    } catch (error) {
      const said = await proven.unwell().catch(() => '');
      await proven.stop();
      throw said ? new Error(`${(error as Error).message}\n${said}`, { cause: error }) : error;
    }
  }

  get client(): SpeclineClient {
    return new SpeclineClient(this.url, this.token);
  }

  /** Runs the block of docs/operations.md with this name, with `variables` of the shell. Returns what it printed. */
  async commands(name: string, variables: Record<string, string> = {}): Promise<string> {
    const settings = { url: this.url, token: this.token, ...variables };
    const script = Object.entries(settings).map(([variable, value]) => `${variable}='${value}'\n`).join('') + operationsBlock(name);
    return this.measure(name, () => this.docker.script(script, this.installation.directory, this.report));
  }

  containers(): Promise<Map<string, Container>> {
    return containersOf(this.docker, this.project);
  }

  /** Puts the file that docs/operations.md shows under this name into the installation. */
  file(name: string, path: string): void {
    writeFileSync(join(this.installation.directory, path), operationsBlock(name));
  }

  /** What a program prints in the container of a service. */
  inside(service: string, ...command: string[]): Promise<string> {
    return this.docker.run(['compose', 'exec', '-T', service, ...command], this.installation.directory);
  }

  compose(...parameters: string[]): Promise<string> {
    return this.docker.run(['compose', ...parameters], this.installation.directory);
  }

  async healthy(): Promise<void> {
    await until('every container is healthy', async () => {
      const containers = await this.containers();
      return services.every((name) => containers.get(name)?.health === 'healthy') || undefined;
    }, 300_000, 500);
  }

  /** The next phase of the sample repository, followed to its end. */
  async runSample(): Promise<RunView> {
    return this.measure('run', async () => {
      const { id } = await this.client.start({ repository: sampleRepository });
      return this.client.follow(id, this.report, AbortSignal.timeout(300_000));
    });
  }

  /** An artifact as the gateway serves it. */
  async content(runId: string, artifactId: string): Promise<Buffer> {
    const answer = await fetch(`${this.url}/${runsPath}/${runId}/artifacts/${artifactId}/content`, { headers: { authorization: `Bearer ${this.token}` } });
    if (!answer.ok) throw new Error(`${answer.status} for the artifact ${artifactId}`);
    return Buffer.from(await answer.arrayBuffer());
  }

  /** Image sizes in the engine's words. */
  async images(): Promise<Record<string, string>> {
    const lines = await this.docker.run(['images', '--format', '{{.Repository}} {{.Size}}', `${this.project}/*`]);
    return Object.fromEntries(lines.split('\n').map((line) => line.slice(this.project.length + 1).split(' ') as [string, string]));
  }

  /** Removes containers, volumes and images. */
  async stop(): Promise<void> {
    await this.compose('down', '--volumes', '--remove-orphans', '--timeout', '5').catch(() => undefined);
    if (this.docker.isShared) await this.docker.run(['rmi', '--force', ...(await this.docker.run(['images', '--quiet', `${this.project}/*`])).split('\n')]).catch(() => undefined);
    await this.docker.stop();
  }

  /** The last words of every container that is not healthy: the engine says only that it is not. */
  private async unwell(): Promise<string> {
    const unhealthy = [...(await this.containers()).values()].filter(({ health, exitCode }) => health !== 'healthy' && !(health === undefined && exitCode === 0));
    return (await Promise.all(unhealthy.map(async ({ name }) => `${name}:\n${await this.compose('logs', '--no-color', '--tail', '30', name)}`))).join('\n');
  }

  private async setUp(): Promise<void> {
    const images = await this.measure('base images', () => importBaseImages(this.docker, join(this.docker.folder, 'trees'), this.project));
    const shown = await this.commands('env');
    this.token = /Your token[^:]*: (\S+)/.exec(shown)?.[1] ?? '';
    await this.commands('sandbox');
    const port = await freePort();
    this.url = `http://127.0.0.1:${port}`;
    this.installation.set({ ...this.settings(images), PORT: String(port) });
    await this.commands('build');
    await this.commands('up');
    await this.measure('healthy', () => this.healthy());
  }

  private settings({ base, packages, nats, postgres }: BaseImages): Record<string, string> {
    return {
      COMPOSE_PROJECT_NAME: this.project, SPECLINE_IMAGES: this.project,
      SPECLINE_BASE_IMAGE: base, SPECLINE_PACKAGES_IMAGE: packages, SPECLINE_NATS_IMAGE: nats, SPECLINE_POSTGRES_IMAGE: postgres,
    };
  }

  private async measure<T>(step: string, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    const result = await work();
    this.measured.push({ step, seconds: Math.round((performance.now() - started) / 100) / 10 });
    return result;
  }
}
