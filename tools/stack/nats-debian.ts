// The newest nats-server package of the machine's own Debian mirror, unpacked but not installed.
// Debian's stable packages are too old; the unstable one needs nothing but libc. apt checks the signatures with the machine's keys,
// and works on lists and a cache of its own in a private folder, so neither the machine's configuration nor root's rights are touched.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readDebianMirrors, type DebianMirror } from './debian-mirror';

const run = promisify(execFile);

/** Leaves the program below `directory`. @param etc the machine's apt configuration */
export async function fetchDebianPackage(directory: string, etc = '/etc/apt'): Promise<string> {
  const mirrors = readDebianMirrors(etc);
  const failures: string[] = [];
  for (const mirror of mirrors) {
    try {
      return await fetchFrom(mirror, directory);
    } catch (error) {
      failures.push(`${mirror.uri}: ${(error as Error).message}`);
    }
  }
  throw new Error(failures.join('; ') || `no Debian mirror is configured in ${etc}`);
}

async function fetchFrom(mirror: DebianMirror, parent: string): Promise<string> {
  const directory = mkdtempSync(join(parent, 'apt-'));
  for (const folder of ['lists/partial', 'cache/archives/partial', 'unpacked']) mkdirSync(join(directory, folder), { recursive: true });
  writeFileSync(join(directory, 'unstable.list'), `deb ${mirror.options}${mirror.uri} sid main\n`);
  const settings = settingsFor(directory).flatMap((setting) => ['-o', setting]);
  await apt(directory, [...settings, 'update', '--error-on=any']);
  await apt(directory, [...settings, 'download', 'nats-server']);
  const archive = readdirSync(directory).find((file) => file.endsWith('.deb'));
  if (!archive) throw new Error('apt-get download left no package');
  await run('dpkg-deb', ['-x', join(directory, archive), join(directory, 'unpacked')]);
  return join(directory, 'unpacked/usr/sbin/nats-server');
}

function settingsFor(directory: string): string[] {
  return [
    `Dir::Etc::SourceList=${join(directory, 'unstable.list')}`,
    'Dir::Etc::SourceParts=-',
    `Dir::State::Lists=${join(directory, 'lists')}`,
    `Dir::Cache=${join(directory, 'cache')}`,
    'APT::Sandbox::User=root',
    'Acquire::Languages=none',
    'Acquire::Retries=1',
    'Acquire::http::Timeout=10',
    'Acquire::https::Timeout=10',
  ];
}

async function apt(cwd: string, parameters: string[]): Promise<void> {
  try {
    await run('apt-get', ['-q', ...parameters], { cwd, timeout: 120_000, env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' } });
  } catch (error) {
    const output = (error as { stderr?: string }).stderr ?? '';
    throw new Error(output.split('\n').find((line) => /^[EW]: /.test(line)) ?? (error as Error).message, { cause: error });
  }
}
