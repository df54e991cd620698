// A small root file system made of this machine's own programs and the libraries they load: what an image can be imported from without network.
import { execFile } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { StackError } from '../stack/stack-error';

const run = promisify(execFile);

export class RootFileSystem {
  constructor(readonly directory: string) {}

  /** The empty tree: folders and links as Debian has them, and who root is. */
  static create(directory: string): RootFileSystem {
    const root = new RootFileSystem(directory);
    for (const folder of ['usr/bin', 'usr/sbin', 'usr/lib', 'usr/lib64', 'usr/local/bin', 'etc', 'var/lib', 'root', 'tmp']) mkdirSync(join(directory, folder), { recursive: true });
    for (const folder of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${folder}`, join(directory, folder));
    chmodSync(join(directory, 'tmp'), 0o1777);
    root.write('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/nonexistent:/usr/sbin/nologin\n');
    root.write('etc/group', 'root:x:0:\nnogroup:x:65534:\n');
    root.write('etc/nsswitch.conf', 'passwd: files\ngroup: files\nhosts: files dns\n');
    return root;
  }

  /** Copies a program under the name it has here, or as `target`, with every library it loads. @throws StackError when it is not on PATH */
  async program(name: string, target?: string): Promise<void> {
    const path = name.startsWith('/') ? name : await pathOf(name);
    this.copy(realpathSync(path), target ?? `usr/bin/${name}`);
    await this.libraries(path);
  }

  /** Copies programs under the names they have here, with every library they load. @throws StackError when one is not on PATH */
  async programs(names: string[]): Promise<void> {
    const paths = await Promise.all(names.map(pathOf));
    for (const [index, path] of paths.entries()) this.copy(realpathSync(path), `usr/bin/${names[index]}`);
    await this.libraries(...paths);
  }

  /** The libraries that programs or libraries here need, at their own places. */
  async libraries(...paths: string[]): Promise<void> {
    for (const library of await librariesOf(paths)) if (!existsSync(join(this.directory, library))) this.copy(realpathSync(library), library);
  }

  /** Further libraries that lie where the named one does. */
  async libraryFamily(known: string, others: string[]): Promise<void> {
    const folder = dirname((await librariesOf([process.execPath])).find((library) => library.endsWith(known))!);
    for (const library of others.map((name) => join(folder, name))) if (existsSync(library)) this.copy(realpathSync(library), library);
  }

  /** Copies a file or a folder of this machine. */
  copy(source: string, target: string): void {
    const path = join(this.directory, target);
    mkdirSync(dirname(path), { recursive: true });
    cpSync(source, path, { recursive: true, verbatimSymlinks: true });
  }

  link(path: string, target: string): void {
    rmSync(join(this.directory, path), { force: true });
    symlinkSync(target, join(this.directory, path));
  }

  write(path: string, content: string, mode = 0o644): void {
    writeFileSync(join(this.directory, path), content, { mode });
  }
}

/** The file itself: a shell would answer with a word of its own for `test` and others. @throws StackError when it is not on PATH */
export async function pathOf(name: string): Promise<string> {
  const found = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)).find((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
  if (found) return found;
  throw new StackError(`${name} is not on PATH.`, `Install it: apt-get install ${name}`);
}

/** Nothing for a program that is linked statically, or is a script: ldd says so with an exit code. */
async function librariesOf(paths: string[]): Promise<string[]> {
  const { stdout } = await run('ldd', paths).catch((error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }));
  return [...stdout.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)].map(([, library]) => library!);
}
