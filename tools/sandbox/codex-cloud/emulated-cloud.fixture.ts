// For tests: an emulator with a small Spec Kit repository behind it, and the real CLI in a scratch directory in front.
import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { startCodexCloudEmulator, type CodexCloudEmulator, type CodexCloudOptions } from './codex-cloud-emulator';

const CODEX = resolve(__dirname, '../../../node_modules/.bin/codex');

export const TASKS_FILE = 'specs/003-cart/tasks.md';
export const SAMPLE_FILES: Record<string, string> = {
  'README.md': '# Web\n\nA shop.\n',
  'package.json': '{\n  "name": "web"\n}\n',
  'src/cart.ts': 'export class Cart {}\n',
  [TASKS_FILE]: [
    '# Tasks: Cart',
    '',
    '## Phase 1: Setup',
    '',
    '- [X] T001 Create the project in `package.json`',
    '',
    '## Phase 2: Foundation',
    '',
    '- [ ] T002 [P] Add the line type to src/cart.ts',
    '- [ ] T003 [P] Write src/cart-total.ts that adds up lines',
    '- [ ] T004 Explain the cart in `docs/cart.md`',
    '',
    '## Phase 3: Polish',
    '',
    '- [ ] T005 Review',
    '',
  ].join('\n'),
};
export const PROMPT = [
  '[specline:0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000/1] Implement the next phase of the feature.',
  '',
  `Tasks file: ${TASKS_FILE}`,
  '',
  'Open tasks of this phase:',
  '- T002 (line 9) Add the line type to src/cart.ts',
  '- T003 (line 10) Write src/cart-total.ts that adds up lines',
  '',
].join('\n');

export interface CliResult {
  exit: number | null;
  stdout: string;
  stderr: string;
}

export interface EmulatedCloud {
  directory: string;
  /** The bare repository the agent clones. */
  repository: string;
  emulator: CodexCloudEmulator;
  codexHome: string;
  /** Runs the unmodified CLI; `input` goes to its stdin. */
  codex(args: string[], call?: { input?: string; home?: string; environment?: Record<string, string>; cwd?: string }): Promise<CliResult>;
  close(): Promise<void>;
}

/** Made by the first emulator of a test file and given to the next ones: key generation would be most of their start. */
const certificates = new Map<string, Buffer>();

export async function startEmulatedCloud(options: Partial<CodexCloudOptions> = {}): Promise<EmulatedCloud> {
  const directory = await mkdtemp(join(tmpdir(), 'codex-cloud-'));
  const tls = join(directory, 'data', 'tls');
  await mkdir(tls, { recursive: true });
  for (const [name, content] of certificates) await writeFile(join(tls, name), content);
  const repository = join(directory, 'web.git');
  await commitSample(repository, SAMPLE_FILES);
  const emulator = await startCodexCloudEmulator({
    dataDir: join(directory, 'data'),
    host: '127.0.0.1',
    port: 0,
    environments: [
      { id: 'env-web', label: 'acme/web', repository: 'acme/web' },
      { id: 'env-other', label: 'acme/other', repository: 'acme/other' },
    ],
    gitUrl: () => repository,
    settings: { latencyMs: 0 },
    ...options,
  });
  for (const name of await readdir(tls)) certificates.set(name, await readFile(join(tls, name)));
  const codexHome = await emulator.codexHome(join(directory, 'codex-home'));
  await mkdir(join(directory, 'cwd'));
  const codex: EmulatedCloud['codex'] = (args, { input = '', home = codexHome, environment = {}, cwd = join(directory, 'cwd') } = {}) =>
    runCodex(args, input, cwd, { PATH: process.env.PATH, HOME: directory, CODEX_HOME: home, ...emulator.environmentVariables(), ...environment });
  const close = async () => {
    await emulator.close();
    await rm(directory, { recursive: true, force: true });
  };
  return { directory, repository, emulator, codexHome, codex, close };
}

/** Looks again until there is something to see; gives up after 20 s, so that a failing test ends. */
export async function until<Value>(look: () => Promise<Value | undefined> | Value | undefined): Promise<Value> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const value = await look();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error('What was waited for did not come within 20 s.');
    await new Promise((next) => setTimeout(next, 10));
  }
}

export async function git(directory: string, ...args: string[]): Promise<string> {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@specline.invalid', '-c', 'safe.directory=*'];
  return (await promisify(execFile)('git', [...identity, ...args], { cwd: directory, maxBuffer: 1 << 28 })).stdout;
}

async function commitSample(bare: string, files: Record<string, string>): Promise<void> {
  await mkdir(bare, { recursive: true });
  await git(bare, 'init', '--quiet', '--bare', '--initial-branch=main');
  const work = `${bare}-work`;
  await git(dirname(bare), 'clone', '--quiet', bare, work);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(work, path)), { recursive: true });
    await writeFile(join(work, path), content);
  }
  await git(work, 'checkout', '--quiet', '-B', 'main');
  await git(work, 'add', '--all');
  await git(work, 'commit', '--quiet', '--message=Sample');
  await git(work, 'push', '--quiet', 'origin', 'main');
}

function runCodex(args: string[], input: string, cwd: string, env: NodeJS.ProcessEnv): Promise<CliResult> {
  return new Promise((done, reject) => {
    const child = spawn(process.execPath, [CODEX, ...args], { cwd, env, stdio: 'pipe' });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject).on('close', (exit) => done({ exit, stdout, stderr }));
    child.stdin.on('error', () => undefined).end(input);
  });
}
