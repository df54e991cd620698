// Images of private daemons, which are gone with them, kept as archives: loading one takes a tenth of the time of making it.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../stack/cache-directory';
import type { Docker } from './docker';

const kept = 3;

export class ImageArchive {
  /** @param folder for a file of half a gigabyte per image */
  constructor(private readonly docker: Docker, private readonly folder = join(cacheDirectory(), 'images')) {}

  /** Brings the image into the engine. False when it is not there, or cannot be read. */
  async load(image: string): Promise<boolean> {
    const file = this.fileOf(image);
    if (!existsSync(file)) return false;
    utimesSync(file, new Date(), new Date());
    return this.docker.run(['load', '--quiet', '--input', file]).then(() => true, () => false);
  }

  /** Nothing of it lasts under this name before it is whole; the images that were not used for longest make room. */
  async keep(image: string): Promise<void> {
    mkdirSync(this.folder, { recursive: true });
    const unfinished = join(this.folder, `.${process.pid}`);
    try {
      await this.docker.run(['save', '--output', unfinished, image]);
      renameSync(unfinished, this.fileOf(image));
    } finally {
      rmSync(unfinished, { force: true });
    }
    const files = readdirSync(this.folder).filter((name) => name.endsWith('.tar')).map((name) => join(this.folder, name));
    files.sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs);
    for (const file of files.slice(kept)) rmSync(file, { force: true });
  }

  private fileOf(image: string): string {
    return join(this.folder, `${image.replaceAll(/[^a-z0-9]+/g, '-')}.tar`);
  }
}
