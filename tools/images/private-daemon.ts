// A dockerd of our own. Its mounts are in a mount namespace of its own, so that they go with it, whatever ends it; the namespaces outlive a daemon that is killed, so that it can come back.
import { closeSync, existsSync, openSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { spawnGuarded, type GuardedProcess } from '../stack/guarded-process';
import { openLog } from '../stack/log-file';
import { until } from '../stack/until';

/** Handed to the next daemon as these. */
const [firstInherited, secondInherited] = [3, 4];

export class PrivateDaemon {
  readonly socket: string;
  readonly logFile: string;
  private process: GuardedProcess | undefined;
  /** Open files of its mount and network namespaces. */
  private namespaces: [mount: number, network: number] | undefined;

  private constructor(private readonly folder: string, private readonly networks: boolean) {
    this.socket = `unix://${join(folder, 'docker.sock')}`;
    this.logFile = join(folder, 'dockerd.log');
  }

  /** It changes neither the machine's firewall nor its routes: its containers reach each other and this machine's loopback, and no network. With networks, the same of a network stack of its own. Needs root; it does not answer at once. */
  static async start(folder: string, { networks }: { networks: boolean }): Promise<PrivateDaemon> {
    const daemon = new PrivateDaemon(folder, networks);
    daemon.process = await daemon.spawn('unshare', ['--mount', ...(networks ? ['--net'] : [])]);
    return daemon;
  }

  get pid(): number {
    if (!this.process) throw new Error('the daemon was not started');
    return this.process.pid;
  }

  get running(): boolean {
    return this.process?.running ?? false;
  }

  /** kill -9: its containers go on without it. */
  async kill(): Promise<void> {
    this.holdNamespaces();
    await this.process?.kill();
    await this.containerdGone();
  }

  /** An orderly end, in which it stops its containers. */
  async stop(graceMs: number): Promise<void> {
    this.holdNamespaces();
    await this.process?.stop(graceMs);
  }

  /** Starts one that was killed or stopped, where it was. It does not answer at once. */
  async startAgain(): Promise<void> {
    if (!this.namespaces || this.running) throw new Error('the daemon was not stopped');
    this.process = await this.spawn('nsenter', [`--mount=/proc/self/fd/${firstInherited}`, `--net=/proc/self/fd/${secondInherited}`], this.namespaces);
  }

  /** Ends it and its namespaces, and what it had just begun when it was killed, such as a container that never came to be. */
  async end(graceMs: number): Promise<void> {
    await this.process?.stop(graceMs);
    for (const pid of processesOf(this.folder)) process.kill(pid, 'SIGKILL');
    for (const file of this.namespaces ?? []) closeSync(file);
    this.namespaces = undefined;
  }

  /** It dies with its daemon, a moment later: a daemon that comes back before would take it for alive, and wait for it in vain. */
  private async containerdGone(): Promise<void> {
    const file = join(this.folder, 'exec/containerd/containerd.pid');
    if (!existsSync(file)) return;
    const pid = Number(readFileSync(file, 'utf8'));
    await until('containerd has ended', () => (isAlive(pid) ? undefined : true), 10_000, 20);
    rmSync(file, { force: true });
  }

  private holdNamespaces(): void {
    if (this.running) this.namespaces ??= [openSync(`/proc/${this.pid}/ns/mnt`, 'r'), openSync(`/proc/${this.pid}/ns/net`, 'r')];
  }

  private async spawn(entry: 'unshare' | 'nsenter', entryParameters: string[], inherited: number[] = []): Promise<GuardedProcess> {
    const log = openLog(this.logFile);
    try {
      return await spawnGuarded(entry, [
        ...entryParameters, 'dockerd', '--data-root', join(this.folder, 'data'), '--exec-root', join(this.folder, 'exec'), '--pidfile', join(this.folder, 'dockerd.pid'), '--host', this.socket,
        ...(this.networks ? [] : ['--bridge=none', '--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false']),
      ], { environment: { PATH: process.env.PATH, HOME: this.folder }, stdio: ['ignore', log, log, ...inherited] });
    } finally {
      closeSync(log);
    }
  }
}

/** What has ended and was not reaped yet lives no more. */
function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Those whose environment names the folder, as it is handed on from the daemon to all that it starts. */
function processesOf(folder: string): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => pid !== process.pid && environmentOf(pid).includes(`HOME=${folder}\0`));
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}
