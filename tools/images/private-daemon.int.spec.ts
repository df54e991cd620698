import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Docker } from './docker';
import { privateDockerObstacle } from './docker-obstacle';
import { RootFileSystem } from './root-file-system';

const reason = privateDockerObstacle();
if (reason) console.warn(`A daemon that comes back is not tested: ${reason}`);

(reason ? describe.skip : describe)('a Docker of our own', () => {
  let docker: Docker;
  beforeAll(async () => {
    docker = await Docker.open({ networks: true, compose: false, own: true });
    const root = RootFileSystem.create(join(docker.folder, 'tree'));
    await root.programs(['sh', 'sleep', 'ls']);
    await docker.importTree('trial', ['-C', root.directory, '.']);
  }, 120_000);
  afterAll(async () => { await docker?.stop(); }, 120_000);
  const running = (): Promise<string> => docker.run(['ps', '--format', '{{.Names}}']);

  it.each([['killed', true], ['stopped', false]])('that was %s comes back with its images and in its network stack, without the containers that ran', async (_, kill) => {
    await docker.run(['run', '--detach', '--name', `at-work-${kill}`, 'trial', 'sleep', '600']);
    const { hostAddress, daemonPid: before } = docker;
    await docker.stopDaemon({ kill });
    await expect(docker.run(['ps'])).rejects.toThrow();
    await docker.startDaemonAgain();
    expect(docker.daemonPid).not.toBe(before);
    expect([hostAddress, await running()]).toEqual([docker.hostAddress, '']);
    expect(await docker.run(['run', '--rm', 'trial', 'ls', '/sys/class/net'])).toContain('eth0');
    expect(await docker.run(['ps', '--all', '--format', '{{.Names}}'])).toContain(`at-work-${kill}`);
  }, 120_000);

  it('leaves no process, mount or folder, also when it was killed and came back', async () => {
    const { folder } = docker;
    await docker.stop();
    expect(existsSync(folder)).toBe(false);
    const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((pid) => textOf(`/proc/${pid}/cmdline`).includes(folder));
    expect([processes, readFileSync('/proc/self/mounts', 'utf8').includes(folder)]).toEqual([[], false]);
  }, 120_000);
});

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
