// A workspace in a folder of its own, with a git server behind it, and our programs run in it as in a container.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { GitOrigin, token, type FileChange } from '../../../test/git-origin';

type Files = Readonly<Record<string, FileChange>>;
export interface Ended { code: number | null; stdout: string; stderr: string; failure: { program: string; code: string; message: string } | undefined }

/** A repository without Spec Kit. */
export const plainFiles: Files = { 'README.md': 'Web\n', 'src/shop.mjs': 'export const shop = 1;\n', '.gitignore': 'node_modules/\n*.log\n' };

export class Workspace {
  readonly root = mkdtempSync(join(tmpdir(), 'specline-job-'));
  baseSha = '';

  private constructor(readonly origin: GitOrigin) {}

  static async create(files: Files = plainFiles): Promise<Workspace> {
    const workspace = new Workspace(await GitOrigin.start());
    workspace.baseSha = workspace.origin.commit('main', files);
    return workspace;
  }

  path(name: string): string {
    return join(this.root, name);
  }

  /** Runs one of our programs as the image would. */
  run(program: 'checkout' | 'collect' | 'phase', environment: Record<string, string> = {}): Promise<Ended> {
    return this.start(program, environment).ended;
  }

  start(program: 'checkout' | 'collect' | 'phase', environment: Record<string, string> = {}) {
    const variables = { PATH: process.env.PATH, SPECLINE_WORKSPACE: this.root, SPECLINE_BASE_SHA: this.baseSha, ...environment };
    const child = spawn(process.execPath, [join(__dirname, `${program}.mjs`)], { env: variables, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', (piece: string) => (output[name] += piece));
    return { child, output, ended: once(child, 'close').then(([code]): Ended => ({ code: code as number | null, ...output, failure: failureIn(output.stderr) })) };
  }

  checkout(environment: Record<string, string> = {}): Promise<Ended> {
    return this.run('checkout', { SPECLINE_CLONE_URL: this.origin.remote.url, SPECLINE_CLONE_TOKEN: token, ...environment });
  }

  /** What an agent would do: a shell script in the work tree. */
  agent(script: string): string {
    return execFileSync('bash', ['-ec', script], { cwd: this.path('repo'), encoding: 'utf8', env: { PATH: process.env.PATH, HOME: this.path('home'), LC_ALL: 'C' }, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  write(path: string, content: string, mode = 0o644): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), content);
    chmodSync(this.path(path), mode);
  }

  read(path: string): string {
    return readFileSync(this.path(path), 'utf8');
  }

  json<T = Record<string, unknown>>(path: string): T {
    return JSON.parse(this.read(path)) as T;
  }

  exists(path: string): boolean {
    return existsSync(this.path(path));
  }

  /** The paths of the patch, and the tree it makes of the base where nobody has touched anything. */
  applied(patch = readFileSync(this.path('out/result.patch'))): { tree: string; paths: string[] } {
    const environment = { ...process.env, GIT_INDEX_FILE: this.path('test-index') };
    const git = (args: string[], input?: Buffer): string => execFileSync('git', args, { cwd: this.origin.path, encoding: 'utf8', env: environment, input, maxBuffer: 1e9 }).trim();
    git(['read-tree', this.baseSha]);
    if (patch.length > 0) git(['apply', '--cached', '-'], patch);
    const tree = git(['write-tree']);
    return { tree, paths: git(['diff-tree', '-r', '--name-only', '--no-renames', this.baseSha, tree]).split('\n').filter(Boolean) };
  }

  /** Keeps what is there, for `restore`: much faster than another checkout. */
  keep(): void {
    execFileSync('cp', ['--archive', this.root, `${this.root}-kept`]);
  }

  restore(): void {
    this.remove(this.root);
    execFileSync('cp', ['--archive', `${this.root}-kept`, this.root]);
  }

  async close(): Promise<void> {
    await this.origin.close();
    this.remove(this.root);
    this.remove(`${this.root}-kept`);
  }

  /** Trees of hostile agents are closed, and deeper than Node can go. */
  private remove(folder: string): void {
    if (existsSync(folder)) execFileSync('bash', ['-c', 'chmod -R u+rwX "$1"; rm -rf "$1"', 'bash', folder]);
  }
}

function failureIn(stderr: string): Ended['failure'] {
  const last = stderr.trim().split('\n').at(-1) ?? '';
  return last.startsWith('{') ? (JSON.parse(last) as Ended['failure']) : undefined;
}
