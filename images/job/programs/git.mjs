// git as our programs call it: told everything, asking nobody. No configuration, hook, filter, attribute or variable of an agent reaches it.
// @ts-check
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspace } from './workspace.mjs';

const settings = [
  'core.hooksPath=/dev/null', 'core.fsmonitor=false', 'core.untrackedCache=false', 'core.excludesFile=/dev/null', 'core.attributesFile=/dev/null',
  'core.symlinks=true', 'core.fileMode=true', 'core.autocrlf=false', 'core.protectHFS=true', 'core.protectNTFS=true',
  'protocol.file.allow=never', 'transfer.fsckObjects=true', 'credential.helper=', 'gc.auto=0', 'maintenance.auto=false', 'http.followRedirects=false',
  'http.lowSpeedLimit=1', 'http.lowSpeedTime=60', 'submodule.recurse=false', 'advice.detachedHead=false',
].flatMap((setting) => ['-c', setting]);

/**
 * Bytes are kept as they are: no line end is converted, no filter or encoding runs, whatever a .gitattributes says. So a file that nobody
 * touched is never a change.
 */
const rawBytes = '* -text !eol !ident !filter !working-tree-encoding !diff !merge\n';

/**
 * `directory` is the repository; `tree` the work tree, `index` the index file, if the call needs them. `environment` is added.
 * @typedef {{ directory: string, tree?: string, index?: string, environment?: Record<string, string>, input?: string | Buffer, timeLimit?: number }} Place
 */

/** What git printed. Throws GitFailure. @param {Place} place @param {string[]} args */
export function git(place, ...args) {
  const { status, signal, stdout, stderr, error } = spawnSync('git', [...settings, ...args], { ...callOptions(place), input: place.input ?? '', timeout: place.timeLimit, killSignal: 'SIGKILL', maxBuffer: 256 * 1024 * 1024 });
  if (status === 0 && !error) return { stdout, messages: stderr.toString('utf8') };
  throw new GitFailure(args[0] ?? '', error?.message ?? headline(stderr.toString('utf8')) ?? `ended by ${signal ?? status}`, stderr.toString('utf8'));
}

export class GitFailure extends Error {
  /** @param {string} command @param {string} reason @param {string} messages */
  constructor(command, reason, messages) {
    super(`git ${command}: ${reason}`);
    this.messages = messages;
  }
}

/** Hands what git prints to `take`, piece by piece: nothing piles up. @param {Place} place @param {string[]} args @param {(piece: Buffer) => void} take */
export async function gitStream(place, args, take) {
  const child = spawn('git', [...settings, ...args], { ...callOptions(place), stdio: ['ignore', 'pipe', 'pipe'] });
  let messages = '';
  child.stderr.on('data', (piece) => (messages = (messages + String(piece)).slice(-10_000)));
  child.stdout.on('data', take);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new GitFailure(args[0] ?? '', headline(messages) ?? `ended with ${code}`, messages);
}

/** Hands over every name of a list that git prints with -z. @param {Place} place @param {string[]} args @param {(name: Buffer) => void} take */
export async function gitNames(place, args, take) {
  let rest = Buffer.alloc(0);
  await gitStream(place, args, (piece) => {
    rest = Buffer.concat([rest, piece]);
    let start = 0;
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0, start)) {
      take(rest.subarray(start, end));
      start = end + 1;
    }
    rest = rest.subarray(start);
  });
}

/** Every entry of a tree. @param {Place} place @param {string} tree @param {(entry: { mode: string, size: number, path: Buffer }) => void} take */
export function treeEntries(place, tree, take) {
  return gitNames(place, ['ls-tree', '-r', '-z', '--long', tree], (line) => {
    const tab = line.indexOf(9);
    const [mode = '', , , size = ''] = line.toString('latin1', 0, tab).split(/ +/);
    take({ mode, size: Number(size) || 0, path: line.subarray(tab + 1) });
  });
}

/** Makes an empty bare repository that keeps bytes as they are. @param {string} directory */
export function createRepository(directory) {
  mkdirSync(directory, { recursive: true });
  git({ directory }, 'init', '--quiet', '--bare', '--template=', '--initial-branch=base');
  keepBytes(directory);
}

/** @param {string} directory a git directory */
export function keepBytes(directory) {
  mkdirSync(join(directory, 'info'), { recursive: true });
  writeFileSync(join(directory, 'info/attributes'), rawBytes);
}

/** Lets a repository find the base commit's objects, and know that there is no history. @param {string} directory a git directory @param {string} baseSha */
export function borrowBase(directory, baseSha) {
  mkdirSync(join(directory, 'objects/info'), { recursive: true });
  writeFileSync(join(directory, 'objects/info/alternates'), `${join(workspace.base, 'objects')}\n`);
  writeFileSync(join(directory, 'shallow'), `${baseSha}\n`);
}

/** @param {Place} place */
function callOptions({ directory, tree, index, environment }) {
  /** @type {Record<string, string>} */
  const variables = {
    PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', HOME: '/dev/null', XDG_CONFIG_HOME: '/dev/null', GIT_DIR: directory,
    GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_ATTR_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0', GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_REPLACE_OBJECTS: '1', GIT_NO_LAZY_FETCH: '1', GIT_LITERAL_PATHSPECS: '1',
    ...(tree ? { GIT_WORK_TREE: tree } : {}), ...(index ? { GIT_INDEX_FILE: index } : {}), ...environment,
  };
  return { cwd: tree ?? '/', env: variables };
}

/** @param {string} messages */
function headline(messages) {
  const lines = messages.split('\n').map((line) => line.trim()).filter(Boolean);
  return lines.find((line) => /^(fatal|error):/.test(line)) ?? lines.at(-1);
}
