// The container engine: the one of this machine, or a private dockerd that is started for this purpose and leaves nothing behind.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { spawnGuarded, type GuardedProcess } from '../stack/guarded-process';
import { lastLines, openLog } from '../stack/log-file';
import { StackError } from '../stack/stack-error';
import { until } from '../stack/until';
import { MachineLink } from './machine-link';

const execute = promisify(execFile);
const wholeOutput = { maxBuffer: 64 * 1024 * 1024 };

export class Docker {
  /** The private daemon, when there is one. */
  private daemon: GuardedProcess | undefined;

  /** The machine seen from its containers; set by `open` where it was asked for. */
  private link: MachineLink | undefined;

  private constructor(readonly folder: string, readonly environment: NodeJS.ProcessEnv) {}

  /**
   * Uses the daemon that answers, else starts one as root.
   * `networks` gives a private daemon a network stack of its own, so that bridges, routes and firewall rules work and are not the machine's; `hostAddress` is then the machine.
   * @throws StackError saying what is missing
   */
  static async open({ networks = false, compose = true } = {}): Promise<Docker> {
    const folder = await mkdtemp(join(tmpdir(), 'specline-images-'));
    const docker = new Docker(folder, clientEnvironment(folder));
    try {
      await docker.reachDaemon(networks);
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
    await this.daemon?.stop(30_000);
    await this.link?.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async reachDaemon(networks: boolean): Promise<void> {
    const fault = await this.run(['info', '--format', '{{.ServerVersion}}']).then(() => undefined, (error: Error) => error);
    if (fault === undefined) {
      if (networks) this.link = MachineLink.ofShared(await this.run(['network', 'inspect', 'bridge', '--format', '{{range .IPAM.Config}}{{.Gateway}}{{end}}']));
      return;
    }
    if (process.getuid?.() !== 0 || !(await exists('dockerd'))) {
      throw new StackError('No Docker daemon answers, and none can be started.', 'Start Docker, or install it and run this as root: apt-get install docker.io docker-compose');
    }
    await this.startDaemon(networks);
    if (networks) this.link = await MachineLink.to(this.daemon!.pid);
  }

  /** It changes neither the machine's firewall nor its routes: its containers reach each other and this machine's loopback, and no network. With networks, the same of a network stack of its own. */
  private async startDaemon(networks: boolean): Promise<void> {
    const logFile = join(this.folder, 'dockerd.log');
    const log = openLog(logFile);
    const socket = `unix://${join(this.folder, 'docker.sock')}`;
    // In a mount namespace of its own, so that its mounts go with it, whatever ends it.
    this.daemon = await spawnGuarded('unshare', [
      '--mount', ...(networks ? ['--net'] : []), 'dockerd', '--data-root', join(this.folder, 'data'), '--exec-root', join(this.folder, 'exec'), '--pidfile', join(this.folder, 'dockerd.pid'), '--host', socket,
      ...(networks ? [] : ['--bridge=none', '--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false']),
    ], { environment: { PATH: process.env.PATH, HOME: this.folder }, stdio: ['ignore', log, log] });
    closeSync(log);
    this.environment.DOCKER_HOST = socket;
    await until('dockerd answers', async () => {
      if (!this.daemon?.running) throw new StackError(`dockerd does not start on this machine:\n${lastLines(logFile, 5)}`, 'Run this where containers can be started, for example in a virtual machine.');
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
