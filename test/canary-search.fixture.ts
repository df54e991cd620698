// Which words stand in what Docker keeps, every layer of its images and every file of its volumes: for tests that look for what must not be there.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Docker } from '../tools/images/docker';

/** Of a shared engine only the image that is named: the others are not ours. A file that a later layer removes is found, and so is a setting. */
export async function wordsInImages(docker: Docker, image: string, words: readonly string[]): Promise<string[]> {
  const images = docker.isShared ? [image] : [...new Set((await docker.run(['images', '--all', '--quiet', '--no-trunc'])).split('\n'))];
  const folder = join(docker.folder, 'saved-images');
  mkdirSync(folder);
  try {
    await docker.script(`docker save ${images.join(' ')} | tar --extract --directory ${folder}`, docker.folder, () => undefined);
    return wordsBelow(folder, words);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Undefined for a shared engine, whose folder is not for us to read. */
export function wordsInVolumes(docker: Docker, words: readonly string[]): string[] | undefined {
  return docker.isShared ? undefined : wordsBelow(join(docker.folder, 'data/volumes'), words);
}

/** Each once, in the order of the alphabet. Engines differ in whether they save layers packed: packed files are read unpacked. */
function wordsBelow(folder: string, words: readonly string[]): string[] {
  const search = 'find . -type f -exec gzip --decompress --stdout --force {} + | { grep -aohF -f <(printf "%s\\n" "$WORDS") || [ $? -eq 1 ]; } | sort --unique';
  return execFileSync('bash', ['-o', 'pipefail', '-c', search], { cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C', WORDS: words.join('\n') }, encoding: 'utf8' }).split('\n').filter(Boolean);
}
