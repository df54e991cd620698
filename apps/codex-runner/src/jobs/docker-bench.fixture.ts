// A Docker Engine for tests and a small job image in it: Node, bash and the programs of the real image, without an agent.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type Dockerode from 'dockerode';
import { Docker } from '../../../../tools/images/docker';
import { RootFileSystem } from '../../../../tools/images/root-file-system';
import { projectRoot } from '../../../../tools/stack/project-root';
import { DockerJobContainers, type JobSettings } from './docker-job-containers';
import { dockerEngine } from './docker-engine';
import type { JobEnd, JobOutput, JobSpec } from './job';

const programs = ['node', 'bash', 'sh', 'tini', 'cat', 'chmod', 'chown', 'dd', 'env', 'head', 'id', 'ln', 'ls', 'mkdir', 'rm', 'sleep', 'sort', 'touch', 'tr', 'wc'];
const mebibyte = 1024 ** 2;
export const smallLimits = { memoryBytes: 256 * mebibyte, cpus: 1, processes: 64, diskBytes: 64 * mebibyte };

export class DockerBench {
  readonly image = `specline-jobs-test/${randomUUID().slice(0, 8)}`;
  readonly installation: string = randomUUID();
  readonly engine: Dockerode;
  private readonly runs = new Set<string>();

  private constructor(readonly docker: Docker) {
    this.engine = dockerEngine(docker.environment.DOCKER_HOST);
  }

  static async open(): Promise<DockerBench> {
    const docker = await Docker.open({ networks: true, compose: false });
    const bench = new DockerBench(docker);
    await bench.importImage();
    return bench;
  }

  containers(settings: Partial<JobSettings> = {}): DockerJobContainers {
    return new DockerJobContainers(this.engine, { installation: this.installation, image: this.image, limits: smallLimits, network: 'bridge', egress: [], ...settings });
  }

  /** A job of a run of its own that runs a shell script, unless told otherwise. */
  spec(script: string, more: Partial<JobSpec> = {}): JobSpec {
    const spec: JobSpec = { runId: randomUUID(), stage: 'specify', attempt: 1, role: 'phase', command: ['bash', '-c', script], environment: {}, files: [], egress: [], timeLimitSeconds: 120, ...more };
    this.runs.add(spec.runId);
    return spec;
  }

  async run(spec: JobSpec, containers = this.containers(), signal = new AbortController().signal): Promise<{ end: JobEnd; output: JobOutput[]; text: string }> {
    const output: JobOutput[] = [];
    const end = await containers.run(spec, { signal, onOutput: (line) => output.push(line) });
    return { end, output, text: output.map(({ line }) => line).join('\n') };
  }

  /** Names of everything of ours that is in the engine. */
  async parts(runId?: string): Promise<string[]> {
    const filter = `label=${runId ? `specline.run=${runId}` : `specline.installation=${this.installation}`}`;
    const lists = await Promise.all([
      this.docker.run(['ps', '--all', '--format', '{{.Names}}', '--filter', filter]),
      this.docker.run(['network', 'ls', '--format', '{{.Name}}', '--filter', filter]),
      this.docker.run(['volume', 'ls', '--format', '{{.Name}}', '--filter', filter]),
    ]);
    return lists.flatMap((list) => list.split('\n')).filter(Boolean);
  }

  async close(): Promise<void> {
    const containers = this.containers();
    for (const runId of this.runs) await containers.removeOf(runId);
    await this.docker.run(['rmi', '--force', this.image, `${this.image}-base`]).catch(() => undefined);
    await this.docker.stop();
  }

  private async importImage(): Promise<void> {
    const root = RootFileSystem.create(join(this.docker.folder, 'job'));
    for (const program of programs) await root.program(program);
    root.write('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\njob:x:10001:10001::/workspace/home:/bin/bash\n');
    for (const name of readdirSync(join(projectRoot, 'images/job/programs'))) if (name.endsWith('.mjs')) root.copy(join(projectRoot, 'images/job/programs', name), `opt/specline/${name}`);
    mkdirSync(join(root.directory, 'workspace'));
    await this.docker.importTree(`${this.image}-base`, ['-C', root.directory, '.']);
    const context = join(this.docker.folder, 'job-image');
    mkdirSync(context);
    writeFileSync(join(context, 'Dockerfile'), dockerfile(`${this.image}-base`));
    await this.docker.run(['build', '--quiet', '--tag', this.image, context]);
  }
}

const dockerfile = (base: string): string => `FROM ${base}
LABEL specline.codex=0.0.1 specline.spec-kit=1.0.1
RUN chown 10001:10001 /workspace
USER 10001:10001
WORKDIR /workspace
ENTRYPOINT ["tini", "--"]
`;
