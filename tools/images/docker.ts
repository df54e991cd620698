// The container engine: the one of this machine, or a private dockerd that is started for this purpose and leaves nothing behind.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { lastLines } from '../stack/log-file';
import { StackError } from '../stack/stack-error';
import { until } from '../stack/until';
import { MachineLink } from './machine-link';
import { PrivateDaemon } from './private-daemon';

const execute = promisify(execFile);
/** For a private daemon to stop its containers. */
const graceMs = 30_000;
const wholeOutput = { maxBuffer: 64 * 1024 * 1024 };

export class Docker {
  /** The private daemon, when there is one. */
  private daemon: PrivateDaemon | undefined;

  /** The machine seen from its containers; set by `open` where it was asked for. */
  private link: MachineLink | undefined;

  private constructor(readonly folder: string, readonly environment: NodeJS.ProcessEnv) {}

  /**
   * Uses the daemon that answers, else starts one as root.
   * `networks` gives a private daemon a network stack of its own, so that bridges, routes and firewall rules work and are not the machine's; `hostAddress` is then the machine.
   * `own` starts one even where one answers: for trials that stop it.
   * @throws StackError saying what is missing
   */
  static async open({ networks = false, compose = true, own = false } = {}): Promise<Docker> {
    const folder = await mkdtemp(join(tmpdir(), 'specline-images-'));
    const docker = new Docker(folder, clientEnvironment(folder));
    try {
      await docker.reachDaemon({ networks, own });
      if (compose) await docker.requireCompose();
      return docker;
    } catch (error) {
      await docker.stop();
      throw error;
    }
  }

  /** True when images and containers of others may be about. */
  get isShared(): boolean {
    return this.daemon === undefined;
  }

  /** An address of this machine that containers of its default network reach: what is to be reached listens there. @throws StackError when it was not opened with `networks` */
  get hostAddress(): string {
    if (!this.link) throw new StackError('This Docker has no network.', 'Open it with networks.');
    return this.link.hostAddress;
  }

  /** The private daemon, to be killed. Undefined for a shared one. */
  get daemonPid(): number | undefined {
    return this.daemon?.pid;
  }

  /** The private daemon is killed with -9, or stops with its containers, and does not come back by itself. */
  async stopDaemon({ kill }: { kill: boolean }): Promise<void> {
    if (!this.daemon) throw new StackError('This Docker is not ours to stop.', 'Open one of its own.');
    await (kill ? this.daemon.kill() : this.daemon.stop(graceMs));
  }

  /** After `stopDaemon`. Resolves when it answers. */
  async startDaemonAgain(): Promise<void> {
    await this.daemon?.startAgain();
    await this.answers();
  }

  /** What the docker client printed. */
  async run(parameters: string[], directory = this.folder): Promise<string> {
    return (await execute('docker', parameters, { ...wholeOutput, cwd: directory, env: this.environment })).stdout.trim();
  }

  /** Runs a shell script with this engine behind `docker` and `docker compose`; its output goes to `report` line by line. */
  async script(text: string, directory: string, report: (line: string) => void): Promise<string> {
    const child = spawn('bash', ['-euo', 'pipefail', '-c', text], { cwd: directory, env: this.environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (piece: string) => {
        output += piece;
        for (const line of piece.split(/[\r\n]+/)) if (line.trim()) report(line);
      });
    }
    const [code] = await once(child, 'close') as [number | null];
    if (code !== 0) throw new Error(`This failed with exit code ${code}:\n${text}\n${output.split('\n').slice(-30).join('\n')}`);
    return output;
  }

  /** Makes an image of one layer from what `tar` packs. */
  async importTree(image: string, tarParameters: string[]): Promise<void> {
    const tar = spawn('tar', ['--create', '--numeric-owner', '--owner=0', '--group=0', ...tarParameters], { stdio: ['ignore', 'pipe', 'inherit'] });
    const docker = spawn('docker', ['import', '--change', 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin', '-', image], { env: this.environment, stdio: ['pipe', 'ignore', 'inherit'] });
    const ends = Promise.all([once(tar, 'close'), once(docker, 'close')]);
    await pipeline(tar.stdout, docker.stdin);
    if ((await ends).some(([code]) => code !== 0)) throw new Error(`${image} could not be imported: the message is above.`);
  }

  async stop(): Promise<void> {
    await this.daemon?.end(graceMs);
    await this.link?.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async reachDaemon({ networks, own }: { networks: boolean; own: boolean }): Promise<void> {
    if (!own && await this.run(['info', '--format', '{{.ServerVersion}}']).then(() => true, () => false)) {
      if (networks) this.link = MachineLink.ofShared(await this.run(['network', 'inspect', 'bridge', '--format', '{{range .IPAM.Config}}{{.Gateway}}{{end}}']));
      return;
    }
    if (process.getuid?.() !== 0 || !(await exists('dockerd'))) {
      throw new StackError('No Docker daemon answers, and none can be started.', 'Start Docker, or install it and run this as root: apt-get install docker.io docker-compose');
    }
    this.daemon = await PrivateDaemon.start(this.folder, { networks });
    this.environment.DOCKER_HOST = this.daemon.socket;
    await this.answers();
    if (networks) this.link = await MachineLink.to(this.daemon.pid);
  }

  private async answers(): Promise<void> {
    await until('dockerd answers', async () => {
      if (!this.daemon?.running) throw new StackError(`dockerd does not start on this machine:\n${lastLines(this.daemon?.logFile ?? '', 5)}`, 'Run this where containers can be started, for example in a virtual machine.');
      return this.run(['info', '--format', '{{.ServerVersion}}']).catch(() => undefined);
    }, 60_000, 200);
  }

  /** The older program is made a plugin of the client, so that `docker compose` works with either. */
  private async requireCompose(): Promise<void> {
    if (await this.run(['compose', 'version']).then(() => true, () => false)) return;
    if (!(await exists('docker-compose'))) throw new StackError('Docker Compose is missing.', 'Install it: apt-get install docker-compose');
    const plugins = join(this.folder, 'client/cli-plugins');
    mkdirSync(plugins, { recursive: true });
    writeFileSync(join(plugins, 'docker-compose'), plugin, { mode: 0o755 });
  }
}

/** The engine of its time can lock up when containers leave a network at the same moment (moby/libnetwork#2679): here they leave one by one. */
const plugin = `#!/bin/sh
if [ "$1" = docker-cli-plugin-metadata ]; then echo '{"SchemaVersion":"0.1.0","Vendor":"docker-compose","Version":"1"}'; exit; fi
shift
case "$1" in stop | down)
  project=$(sed -n 's/^COMPOSE_PROJECT_NAME=//p' .env)
  for service in gateway discovery codex-runner publisher projection sandbox postgres nats; do
    docker ps --quiet --filter "label=com.docker.compose.project=$project" --filter "label=com.docker.compose.service=$service" | xargs --no-run-if-empty --max-args 1 docker stop --time 30
  done > /dev/null
esac
exec docker-compose "$@"
`;

/** Nothing of the machine's environment but the way to the programs and to the daemon: settings of its user would reach the containers. */
function clientEnvironment(folder: string): NodeJS.ProcessEnv {
  const { PATH, DOCKER_HOST } = process.env;
  return { PATH, ...(DOCKER_HOST ? { DOCKER_HOST } : {}), HOME: folder, DOCKER_CONFIG: join(folder, 'client'), USER: 'operator', LC_ALL: 'C.UTF-8', DOCKER_BUILDKIT: '0', COMPOSE_DOCKER_CLI_BUILD: '0' };
}

async function exists(program: string): Promise<boolean> {
  return execute('sh', ['-c', 'command -v "$1"', 'sh', program]).then(() => true, () => false);
}
