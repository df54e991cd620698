// The official nats-server release archive, checked against a pinned checksum or, where none is pinned, the release's own list.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EnvHttpProxyAgent, fetch } from 'undici';

const run = promisify(execFile);
const version = '2.15.0';
const releases = 'https://github.com/nats-io/nats-server/releases/download';

/** SHA-256 of the archives, as the official container image pins them (nats-io/nats-docker, 2.15.x/alpine3.22/Dockerfile at 6299853). */
const checksums: Record<string, string> = {
  'linux-amd64': '5d2c51caca950333aba84911df7d377f826f3a59ec36061c6539105084f65c92',
  'linux-arm64': 'cdc208f5a3f42963a52b6ab06ef65626bb870315dc936e26ba571780c6351112',
};
const architectures: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', arm64: 'arm64' };

export interface ReleaseSettings {
  /** Where releases lie. */
  root?: string;
  /** Checksums by platform; a platform without one uses the release's own list. */
  pinned?: Record<string, string>;
  answerWithinMs?: number;
}

/** Downloads the release archive and unpacks the program into `directory`. */
export async function fetchRelease(directory: string, { root = releases, pinned = checksums, answerWithinMs = 10_000 }: ReleaseSettings = {}): Promise<string> {
  const platform = `${process.platform}-${architectures[process.arch] ?? process.arch}`;
  const name = `nats-server-v${version}-${platform}`;
  const archive = await download(`${root}/v${version}/${name}.tar.gz`, answerWithinMs);
  const checksum = pinned[platform] ?? listed(await download(`${root}/v${version}/SHA256SUMS`, answerWithinMs), `${name}.tar.gz`);
  const actual = createHash('sha256').update(archive).digest('hex');
  if (actual !== checksum) throw new Error(`${name}.tar.gz has the checksum ${actual}, expected ${checksum}`);
  await writeFile(join(directory, 'release.tar.gz'), archive);
  await run('tar', ['-xzf', join(directory, 'release.tar.gz'), '-C', directory, `${name}/nats-server`]);
  return join(directory, name, 'nats-server');
}

function listed(list: Buffer, file: string): string {
  const line = list.toString().split('\n').map((entry) => entry.trim().split(/\s+/)).find((entry) => entry[1]?.replace(/^\*/, '') === file);
  if (!line?.[0]) throw new Error(`SHA256SUMS does not list ${file}`);
  return line[0];
}

/** The host has a limited time to answer; once it does, it may pause for 30 s at most. Obeys the proxy variables. */
async function download(address: string, answerWithinMs: number): Promise<Buffer> {
  const dispatcher = new EnvHttpProxyAgent({ connect: { timeout: answerWithinMs }, headersTimeout: answerWithinMs, bodyTimeout: 30_000 });
  try {
    const response = await fetch(address, { dispatcher });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  } catch (error) {
    const cause = (error as Error).cause as Error | undefined;
    throw new Error(`${address}: ${cause?.message ?? (error as Error).message}`, { cause: error });
  } finally {
    await dispatcher.close();
  }
}
