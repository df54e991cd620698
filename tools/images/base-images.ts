// What the Dockerfile builds on where no image can be pulled: Node with git, the same with the installed packages, a NATS and a PostgreSQL.
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findNatsServer } from '../stack/nats-program';
import { postgresPrograms } from '../stack/postgres-programs';
import { projectRoot } from '../stack/project-root';
import type { Docker } from './docker';
import { RootFileSystem } from './root-file-system';

export interface BaseImages { base: string; packages: string; nats: string; postgres: string }

/** Beside those that programs name: addons of packages load them. */
const systemLibraries = ['libdl.so.2', 'libm.so.6', 'libpthread.so.0', 'libresolv.so.2', 'librt.so.1', 'libutil.so.1'];
const shellPrograms = [
  'sh', 'bash', 'env', 'cat', 'chmod', 'chown', 'cp', 'find', 'grep', 'head', 'id', 'ln', 'ls', 'mkdir', 'mv', 'rm', 'sed', 'sleep', 'tar', 'test', 'touch', 'tr', 'uname',
];

/** @param folder for the trees the images are made of. @param prefix of the images' names */
export async function importBaseImages(docker: Docker, folder: string, prefix: string): Promise<BaseImages> {
  const root = RootFileSystem.create(join(folder, 'base'));
  await addNode(root);
  await addGit(root);
  await root.programs(shellPrograms);
  await root.libraryFamily('libc.so.6', systemLibraries);
  const images = { base: `${prefix}/base`, packages: `${prefix}/packages`, nats: `${prefix}/nats`, postgres: `${prefix}/postgres` };
  await docker.importTree(images.base, ['-C', root.directory, '.']);
  // S: links between the packages keep their targets.
  await docker.importTree(images.packages, ['-C', root.directory, '.', '-C', projectRoot, '--transform', 's,^node_modules,specline/node_modules,S', 'node_modules']);
  await buildNats(docker, folder, images);
  await buildPostgres(docker, folder, images);
  return images;
}

export async function addNode(root: RootFileSystem): Promise<void> {
  await root.program(process.execPath, 'usr/local/bin/node');
  root.copy(npmFolder(), 'usr/local/lib/node_modules/npm');
  root.link('usr/local/bin/npm', '../lib/node_modules/npm/bin/npm-cli.js');
}

/** The npm that runs us, or the one beside Node. */
function npmFolder(): string {
  const candidates = [process.env.npm_execpath ?? '', join(process.execPath, '../../lib/node_modules/npm/bin/npm-cli.js'), '/usr/share/nodejs/npm/bin/npm-cli.js'];
  const found = candidates.find((path) => path.endsWith('npm-cli.js') && existsSync(path));
  if (!found) throw new Error('npm was not found beside Node: start this with npm run images');
  return dirname(dirname(found));
}

export async function addGit(root: RootFileSystem): Promise<void> {
  await root.program('git');
  root.copy('/usr/lib/git-core', 'usr/lib/git-core');
  await root.libraries('/usr/lib/git-core/git-remote-http');
  for (const path of ['/usr/share/git-core', '/etc/ssl/certs/ca-certificates.crt']) if (existsSync(path)) root.copy(path, path);
}

/** As docker-compose.yaml uses the official image: the same programs at their places, nothing else. */
async function buildNats(docker: Docker, folder: string, { nats, base }: BaseImages): Promise<void> {
  const context = new RootFileSystem(join(folder, 'nats'));
  await context.program(await findNatsServer(), 'usr/local/bin/nats-server');
  await build(docker, context, nats, base);
}

async function buildPostgres(docker: Docker, folder: string, { postgres, base }: BaseImages): Promise<void> {
  const context = new RootFileSystem(join(folder, 'postgres'));
  const { initdb } = postgresPrograms();
  const programs = dirname(dirname(initdb));
  context.copy(programs, 'usr/local/postgres');
  for (const program of ['initdb', 'postgres']) await context.libraries(join(programs, 'bin', program));
  for (const library of readdirSync(join(programs, 'lib'))) if (library.includes('.so')) await context.libraries(join(programs, 'lib', library));
  await build(docker, context, postgres, base);
}

async function build(docker: Docker, { directory }: RootFileSystem, image: string, base: string): Promise<void> {
  const name = image.split('/').at(-1)!;
  mkdirSync(directory, { recursive: true });
  await cp(join(projectRoot, 'tools/images/stand-ins', name), directory, { recursive: true });
  await docker.run(['build', '--quiet', '--build-arg', `BASE_IMAGE=${base}`, '--tag', image, directory]);
}
