// A cable between this machine and the network stack of a private dockerd: containers reach this machine by it, and nothing beyond.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export class MachineLink {
  private constructor(readonly hostAddress: string, private readonly device?: string) {}

  /** Addresses of 198.18.0.0/15, which are for tests of networks (RFC 2544) and so are nobody's. Needs root, `ip` and `nsenter`. */
  static async to(pid: number): Promise<MachineLink> {
    const [high, low] = [(pid >> 6) & 255, (pid & 63) << 2];
    const [host, other] = [`198.18.${high}.${low + 1}`, `198.18.${high}.${low + 2}`];
    const device = `sl${pid}`;
    await execute('ip', ['link', 'add', device, 'type', 'veth', 'peer', 'name', 'machine', 'netns', String(pid)]);
    await execute('ip', ['address', 'add', `${host}/30`, 'dev', device]);
    await execute('ip', ['link', 'set', device, 'up']);
    const inside = async (...parameters: string[]): Promise<unknown> => execute('nsenter', ['--net', `--target=${pid}`, 'ip', ...parameters]);
    await inside('link', 'set', 'lo', 'up');
    await inside('address', 'add', `${other}/30`, 'dev', 'machine');
    await inside('link', 'set', 'machine', 'up');
    await inside('route', 'add', 'default', 'via', host);
    return new MachineLink(host, device);
  }

  /** Of an engine that others use, too, the gateway of its default network is this machine. */
  static ofShared(gateway: string): MachineLink {
    return new MachineLink(gateway || '172.17.0.1');
  }

  /** The cable goes with the other network stack; what is left of it goes now. */
  async remove(): Promise<void> {
    if (this.device) await execute('ip', ['link', 'delete', this.device]).catch(() => undefined);
  }
}
