// The job image without network: images/job/Dockerfile on a root file system of this machine's own programs.
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { projectRoot } from '../stack/project-root';
import { addGit, addNode } from './base-images';
import type { Docker } from './docker';
import { ImageArchive } from './image-archive';
import { pathOf, RootFileSystem } from './root-file-system';

/** `id` is the engine's (`sha256:…`); `made` is false when an image of the same inputs was there, or in the cache. */
export interface MadeImage { id: string; name: string; made: boolean }

/** What a shell script of an agent may expect of a small Debian. */
const programs = [
  'bash', 'sh', 'jq', 'awk', 'basename', 'cat', 'chmod', 'chown', 'cmp', 'comm', 'cp', 'cut', 'date', 'dd', 'df', 'diff', 'dirname', 'du', 'echo', 'env', 'expr', 'false', 'find', 'grep', 'gzip', 'head', 'id', 'install', 'ln', 'ls',
  'mkdir', 'mkfifo', 'mktemp', 'mv', 'nl', 'nproc', 'od', 'paste', 'printf', 'pwd', 'readlink', 'realpath', 'rm', 'rmdir', 'sed', 'seq', 'sha256sum', 'sleep', 'sort', 'split', 'stat', 'tail', 'tar', 'tee', 'test', 'timeout', 'touch', 'tr', 'true', 'truncate',
  'uname', 'uniq', 'wc', 'which', 'whoami', 'xargs', 'flock', 'getopt', 'setsid',
];
const context = join(projectRoot, 'images/job');
const codex = ['node_modules/@openai/codex', 'node_modules/@openai/codex-linux-x64'];

/** Makes the image unless the engine has it. @param folder for the tree it is made of. @throws StackError naming a program that is missing here */
export async function makeJobImage(docker: Docker, folder: string): Promise<MadeImage> {
  const base = `specline/job-base:${digestOf(await baseInputs())}`;
  const name = `specline/job:${digestOf([base, ...filesBelow(context).map(contentOf)])}`;
  const archive = new ImageArchive(docker);
  if (!(await imageId(docker, name)) && !docker.isShared) await archive.load(name);
  const known = await imageId(docker, name);
  if (known) return { id: known, name, made: false };
  if (!(await imageId(docker, base))) await importBase(docker, join(folder, 'job-base'), base);
  await docker.run(['build', '--quiet', '--network', 'none', '--build-arg', `BASE_IMAGE=${base}`, '--build-arg', `CODEX_VERSION=${codexVersion()}`, '--tag', name, context]);
  if (!docker.isShared) await archive.keep(name);
  return { id: (await imageId(docker, name))!, name, made: true };
}

async function importBase(docker: Docker, directory: string, base: string): Promise<void> {
  const root = RootFileSystem.create(directory);
  await addNode(root);
  await addGit(root);
  await root.programs(programs);
  await root.program(await initProgram(), 'usr/bin/tini');
  root.link('usr/local/bin/codex', '../lib/node_modules/@openai/codex/bin/codex.js');
  // It brings its own ripgrep.
  root.link('usr/local/bin/rg', '../lib/node_modules/@openai/codex-linux-x64/vendor/x86_64-unknown-linux-musl/codex-path/rg');
  // S: links between the packages keep their targets.
  await docker.importTree(base, ['-C', directory, '.', '-C', projectRoot, '--exclude', '*/codex-resources/voice', '--transform', 's,^node_modules,usr/local/lib/node_modules,S', ...codex]);
}

/** docker.io brings tini under another name. */
async function initProgram(): Promise<string> {
  return pathOf('tini').catch(() => pathOf('docker-init'));
}

/** Programs by place, size and time: reading them all would take longer than most uses of the answer. */
async function baseInputs(): Promise<string[]> {
  const paths = await Promise.all(['git', ...programs].map(pathOf));
  const stamps = [process.execPath, await initProgram(), ...paths].map((path) => {
    const { size, mtimeMs } = lstatSync(realpathSync(path));
    return `${path} ${size} ${mtimeMs}`;
  });
  return [process.version, codexVersion(), ...['job-image', 'base-images', 'root-file-system'].map((name) => readFileSync(join(projectRoot, `tools/images/${name}.ts`), 'utf8')), ...stamps];
}

function codexVersion(): string {
  return (JSON.parse(readFileSync(join(projectRoot, codex[0]!, 'package.json'), 'utf8')) as { version: string }).version;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && !/\.ts$|README\.md$/.test(entry.name)).map((entry) => join(entry.parentPath, entry.name)).sort();
}

function contentOf(path: string): string {
  return `${relative(context, path)} ${lstatSync(path).mode & 0o111} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`;
}

function digestOf(inputs: string[]): string {
  return createHash('sha256').update(inputs.join('\n')).digest('hex').slice(0, 16);
}

async function imageId(docker: Docker, name: string): Promise<string | undefined> {
  return docker.run(['image', 'inspect', '--format', '{{.Id}}', name]).catch(() => undefined);
}
