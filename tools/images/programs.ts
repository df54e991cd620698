// The programs that the proof of the images needs, installed on a bare Debian when root asks for the proof.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { StackError } from '../stack/stack-error';

const run = promisify(execFile);

/** Program to Debian package. */
const packages: Record<string, string> = { docker: 'docker.io', dockerd: 'docker.io', 'docker-compose': 'docker-compose', curl: 'curl', git: 'git' };

/** Leaves alone what is there; a Docker with a daemon and Compose of its own needs neither dockerd nor docker-compose here. */
export async function installPrograms(report: (line: string) => void): Promise<void> {
  const hasEngine = await works('docker', 'info') && await works('docker', 'compose', 'version');
  const wanted = Object.keys(packages).filter((program) => !hasEngine || !['dockerd', 'docker-compose'].includes(program));
  const missing: string[] = [];
  for (const program of wanted) if (!(await works('sh', '-c', `command -v ${program}`))) missing.push(program);
  if (missing.length === 0) return;
  const names = [...new Set(missing.map((program) => packages[program]!))];
  if (process.getuid?.() !== 0 || !(await works('apt-get', '--version'))) throw new StackError(`Missing: ${missing.join(', ')}.`, `Install ${names.join(', ')}, or run this as root on a Debian.`);
  report(`Installing ${names.join(', ')}`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['-qq', 'update'], { env: environment });
  await run('apt-get', ['-qq', 'install', '--yes', '--no-install-recommends', ...names], { env: environment, maxBuffer: 64 * 1024 * 1024 });
}

function works(program: string, ...parameters: string[]): Promise<boolean> {
  return run(program, parameters).then(() => true, () => false);
}
