// The agent on a real repository with real git: what each behaviour brings, and that honest diffs apply.
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Behaviour, HOSTILE_PATCHES, behavioursOf } from '../behaviours';
import { Checkout } from './checkout';
import { work } from './coding-agent';

const TASKS = ['# Tasks', '', '## Phase 1: Cart', '', '- [ ] T001 Add src/cart.ts', '- [ ] T002 Say so in `docs/cart.md`', '', '## Phase 2: Later', '', '- [ ] T003 Review', ''].join('\r\n');
const PROMPT = 'Do these tasks of specs/001-cart/tasks.md:\n\n- T001 (line 5) Add src/cart.ts\n- T002 (line 6) Say so in `docs/cart.md`\n';

let directory: string;
let repository: string;

function git(where: string, args: string[], input?: string) {
  try {
    return { exit: 0, text: execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@specline.invalid', ...args], { cwd: where, input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] }) };
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: string };
    return { exit: status, text: stderr };
  }
}

async function commit(files: Record<string, string>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(repository, path)), { recursive: true });
    await writeFile(join(repository, path), content);
  }
  git(repository, ['add', '--all']);
  git(repository, ['commit', '--quiet', '--message=Change']);
}

async function worked(behaviour: unknown, prompt = PROMPT) {
  const checkout = await Checkout.of({ url: repository }, 'main', join(directory, 'work'));
  try {
    return await work(checkout, prompt, behavioursOf(Behaviour.parse(behaviour), 1)[0]!);
  } finally {
    await checkout.dispose();
  }
}

async function diffOf(behaviour: unknown): Promise<string> {
  const outcome = await worked(behaviour);
  return outcome.kind === 'diff' ? outcome.diff : '';
}

/** The tasks file after the diff, lines that are ticked. */
async function tickedAfter(diff: string): Promise<string[]> {
  expect(git(repository, ['apply', '--index'], diff)).toMatchObject({ exit: 0 });
  return (await readFile(join(repository, 'specs/001-cart/tasks.md'), 'utf8')).split('\n').filter((line) => line.includes('[X]'));
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'coding-agent-'));
  repository = join(directory, 'repository');
  await mkdir(repository);
  git(repository, ['init', '--quiet', '--initial-branch=main']);
  await commit({ 'README.md': '# Cart\n', 'specs/001-cart/tasks.md': TASKS });
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test('an honest diff applies, ticks what was asked and keeps every other byte of the tasks file', async () => {
  expect(git(repository, ['apply', '--index'], await diffOf({ kind: 'ready' }))).toMatchObject({ exit: 0 });
  expect(await readFile(join(repository, 'specs/001-cart/tasks.md'), 'utf8')).toBe(TASKS.replace('[ ] T001', '[X] T001').replace('[ ] T002', '[X] T002'));
  expect(git(repository, ['diff', '--cached', '--name-only']).text.trim().split('\n')).toEqual(['docs/cart.md', 'specs/001-cart/tasks.md', 'src/cart.ts']);
});

test('a prompt that names no open task gets a question back, not work', async () => {
  expect(await worked({ kind: 'ready' }, 'Do T777 of specs/001-cart/tasks.md')).toMatchObject({ kind: 'message', message: expect.stringContaining('No open task') });
  expect(await worked({ kind: 'ready' }, 'Do T001 of specs/009-none/tasks.md')).toMatchObject({ kind: 'message', message: expect.stringContaining('There is no specs/009-none') });
});

test('half does and ticks the first half of what was asked', async () => {
  const diff = await diffOf({ kind: 'half' });
  expect(diff).not.toContain('diff --git a/docs/cart.md');
  expect(await tickedAfter(diff)).toEqual([expect.stringContaining('T001')]);
});

test('ticks_nothing changes files and no box, ticks_foreign one box too many', async () => {
  expect(await tickedAfter(await diffOf({ kind: 'ticks_nothing' }))).toEqual([]);
  git(repository, ['reset', '--quiet', '--hard']);
  expect(await tickedAfter(await diffOf({ kind: 'ticks_foreign' }))).toHaveLength(3);
});

test('a conflict from an unknown base applies in no way, one from a known base leaves conflict markers', async () => {
  const unknown = await diffOf({ kind: 'conflict' });
  expect(git(repository, ['apply', '--check'], unknown).exit).toBe(1);
  expect(git(repository, ['apply', '--3way', '--index'], unknown).text).toContain('lacks the necessary blob');
  git(repository, ['reset', '--quiet', '--hard']);
  const known = await diffOf({ kind: 'conflict', base: 'known' });
  expect(git(repository, ['apply', '--3way', '--index'], known).text).toContain('with conflicts');
  expect(await readFile(join(repository, 'specs/001-cart/tasks.md'), 'utf8')).toContain('<<<<<<<');
});

const HOSTILE_PATHS = {
  git_config: '.git/config',
  parent_directory: '../evil.sh',
  absolute_path: '/etc/cron.d/evil',
  symlink: 'docs/latest',
  submodule: 'vendor/tool',
  workflow: '.github/workflows/release.yml',
  oversize: 'docs/history.txt',
  binary: 'assets/logo.bin',
};

test.each(HOSTILE_PATCHES)('the hostile patch %s is well formed and carries the honest part as well', async (patch) => {
  const diff = await diffOf({ kind: 'hostile', patch, bytes: 100_000 });
  expect(diff).toContain(`diff --git a/${HOSTILE_PATHS[patch]} b/${HOSTILE_PATHS[patch]}`);
  const numstat = git(repository, ['apply', '--numstat'], diff);
  expect(numstat.text).toContain(HOSTILE_PATHS[patch].replace(/^\//, ''));
  expect(numstat.text).toContain('specs/001-cart/tasks.md');
});

test('an oversize or binary patch has the size it was asked for', async () => {
  expect((await diffOf({ kind: 'hostile', patch: 'oversize', bytes: 3_000_000 })).length).toBeGreaterThan(3_000_000);
  expect(await diffOf({ kind: 'hostile', patch: 'binary', bytes: 3_000_000 })).toContain('GIT binary patch');
});

test('a directory of the repository that is a link leads the agent nowhere', async () => {
  await symlink(directory, join(repository, 'docs'));
  await commit({});
  expect(await diffOf({ kind: 'ready' })).not.toContain('diff --git a/docs');
  expect(await readFile(join(directory, 'cart.md'), 'utf8').catch(() => 'absent')).toBe('absent');
});

test('garbage is no diff, and text only is no diff at all', async () => {
  expect(git(repository, ['apply', '--check'], await diffOf({ kind: 'garbage' })).exit).toBe(128);
  expect(await worked({ kind: 'no_diff' })).toMatchObject({ kind: 'message' });
});
