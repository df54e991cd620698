// `specline` as an operator types it, against a whole installation: its output, its exit codes, its patience.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventFrame, RunView } from '#contracts';
import { until } from '../tools/stack/until';
import { featureFiles, startInstallation, type TestInstallation } from './installation.fixture';
import { killAndAwait, observe, reached, type Observation } from './observation.fixture';

const repository = 'acme/pier';
const features = ['001-watch', '002-fail', '003-cancel', '004-break', '005-terminal'];
const program = join(__dirname, '../apps/cli/specline.mjs');

interface Typed { code: number | null; said: string; noticed: string }
interface Typing { done: Promise<Typed>; said(): string; noticed(): string; signal(name: NodeJS.Signals): void }

describe('an operator types specline', () => {
  let specline: TestInstallation;
  let observation: Observation;
  const github = () => specline.sandbox!.github.control;
  const cloud = () => specline.sandbox!.cloud.control;
  const running: Typing[] = [];

  function begin(words: string[], environment: Record<string, string> = {}, [command = process.execPath, ...before]: string[] = [process.execPath, program]): Typing {
    const given = { PATH: process.env.PATH, HOME: '/nowhere', TERM: 'xterm', SPECLINE_URL: specline.url, SPECLINE_TOKEN_FILE: specline.operator.path, ...environment };
    const child = spawn(command, [...before, ...words], { cwd: '/', env: given, stdio: ['ignore', 'pipe', 'pipe'] });
    const pieces = { said: '', noticed: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => { pieces.said += text; });
    child.stderr.setEncoding('utf8').on('data', (text: string) => { pieces.noticed += text; });
    const done = new Promise<Typed>((resolve) => { child.on('close', (code) => resolve({ code, ...pieces })); });
    const typing = { done, said: () => pieces.said, noticed: () => pieces.noticed, signal: (name: NodeJS.Signals) => void child.kill(name) };
    running.push(typing);
    return typing;
  }
  async function type(...words: string[]): Promise<Typed> {
    const typed = await begin(words).done;
    expect(typed.said + typed.noticed).not.toContain(specline.operator.token);
    return typed;
  }
  const read = <T>({ said }: Typed): T => JSON.parse(said) as T;
  const show = async (name: string): Promise<RunView> => read(await type('show', name, '--json'));

  beforeAll(async () => {
    specline = await startInstallation({ repositories: [repository] });
    observation = await observe(specline);
    await github().createRepository({ repository, files: featureFiles(features), message: 'Plan', collaborators: { 'specline-bot': 'write', 'specline-reader': 'read' } });
  }, 120_000);
  afterEach(async () => {
    cloud().forgetBehaviours();
    await github().clearFaults();
    for (const typing of running.splice(0)) typing.signal('SIGKILL');
  });
  afterAll(async () => {
    await observation?.close();
    await specline?.end();
  }, 60_000);

  it('a run that is started and watched tells each fact once, ends with its pull request and with 0', async () => {
    const { code, said, noticed } = await type('run', repository, '001-watch', '--watch');
    expect([code, noticed]).toEqual([0, expect.stringMatching(/^Run [0-9a-f-]{36}\n$/)]);
    const run = await show('last');
    expect(run).toMatchObject({ status: 'succeeded', featureKey: '001-watch' });
    for (const stage of run.chain) expect(said.match(new RegExp(`^\\S+ ${stage} +succeeded`, 'gm'))).toHaveLength(1);
    expect(said.trimEnd().split('\n').at(-1)).toBe(`Pull request: ${run.prUrl}`);
  });

  it('its patch and its logs come out byte for byte, by its id or the beginning of it', async () => {
    const run = await show('last');
    const bytesOf = (kind: string): string => (run.artifacts ?? []).filter(({ artifactType }) => artifactType === kind)
      .map(({ path }) => readFileSync(join(specline.stack.data.path, 'artifacts', path), 'utf8')).join('');
    expect((await type('diff', run.id)).said).toBe(bytesOf('applied_patch'));
    expect((await type('diff', run.id.slice(0, 13), '--as-given')).said).toBe(bytesOf('codex_patch'));
    expect((await type('logs', run.id, '--raw')).said).toBe(bytesOf('codex_logs'));
    expect((await type('logs', 'last', '--json', '--stage', 'submit', '--offset', '10')).said).toBe(bytesOf('codex_logs').slice(10, run.artifacts?.find(({ path }) => path.includes('submit-1-codex_logs'))?.sizeBytes));
    expect((await type('logs', run.id)).said).toContain('exec   = exit code 0');
    expect((await type('runs', '--search', '001-watch', '--status', 'succeeded')).said).toContain(run.id.slice(0, 8));
    expect((await type('open', 'last')).said).toBe(`${specline.url}/runs/${run.id}\n`);
  });

  it('a preview shows what would happen, and nothing does', async () => {
    const before = cloud().effects().tasksCreated;
    const { code, said } = await type('run', repository, '002-fail', '--preview');
    expect(code).toBe(0);
    expect(said).toContain('specline/002-fail/phase-1-setup');
    expect(cloud().effects().tasksCreated).toBe(before);
  });

  it('a run that fails ends with 1 and says what to do; a retry takes it to its pull request, and its whole history is watched through', async () => {
    cloud().behave({ behaviour: { kind: 'no_diff' }, tasks: 1 });
    const failed = await type('run', repository, '002-fail', '--watch');
    expect(failed.code).toBe(1);
    expect(failed.said).toContain('codex.no_diff: ');
    const { id, failure } = await show('last');
    expect(failed.said).toContain(failure?.remediation);
    expect((await type('runs', '--waiting')).said).toContain('codex.no_diff');
    const retried = await type('retry', id, '--notes', 'the task names its file now', '--watch', '--json');
    expect([retried.code, read<RunView>(retried)]).toMatchObject([0, { id, status: 'succeeded', attempt: 2 }]);
    expect(retried.noticed).toContain('retried at submit by local: the task names its file now');
    expect((await type('watch', id)).code).toBe(0);
    expect(await type('retry', id)).toMatchObject({ code: 1, said: '', noticed: expect.stringMatching(/^retry\.not_failed: .+\n.+\n$/) });
    const restarted = await type('retry', id, '--restart', '--watch', '--json');
    expect(read<RunView>(restarted)).toMatchObject({ restartOf: id, status: 'succeeded' });
  });

  it('who watches a run that is cancelled sees it, and a second request meanwhile is refused with 1', async () => {
    cloud().behave({ behaviour: { kind: 'slow' }, tasks: 1 });
    const { id } = read<RunView>(await type('run', repository, '003-cancel', '--json'));
    const watching = begin(['watch', id]);
    await until('the wait for Codex is told', () => (watching.said().includes('apply     running') ? true : undefined));
    const left = begin(['watch', id]);
    await until('the history is told', () => (left.said().includes('submit    succeeded') ? true : undefined));
    left.signal('SIGINT');
    expect(await left.done).toMatchObject({ code: 130, noticed: expect.stringContaining(`specline watch ${id}`) });
    expect(await type('run', repository, '003-cancel')).toMatchObject({ code: 1, noticed: expect.stringContaining('run.in_progress') });
    expect((await type('cancel', id, '--reason', 'the wrong feature')).code).toBe(0);
    expect(await watching.done).toMatchObject({ code: 1, said: expect.stringContaining('cancelled by local: the wrong feature') });
    expect(await type('cancel', id)).toMatchObject({ code: 1, noticed: expect.stringContaining('run.over') });
  });

  it('neither a fact nor a line of the log is lost or told twice when the gateway dies under those who follow', async () => {
    cloud().behave({ behaviour: { kind: 'slow' }, tasks: 1 });
    const { id } = read<RunView>(await type('run', repository, '004-break', '--json'));
    await reached(specline, id, 'apply', ['running']);
    const [watching, following] = [begin(['watch', id, '--json']), begin(['logs', id, '--follow', '--raw'])];
    await until('both follow', () => (watching.said().includes('submit') && following.said().includes('exec') ? true : undefined));
    await killAndAwait(specline, 'gateway');
    await cloud().release(cloud().tasks().find(({ marker }) => marker === `${id}/1`)!.id);
    const [watched, followed] = await Promise.all([watching.done, following.done]);
    expect([watched.code, followed.code]).toEqual([0, 0]);
    expect(watched.noticed).toContain('Connected again.');
    const facts = watched.said.trimEnd().split('\n').map((line) => JSON.parse(line) as EventFrame).flatMap((frame) => ('fact' in frame ? [frame.fact.id] : []));
    expect(facts).toEqual((await observation.factsOf(id)).map((fact) => fact.id));
    expect(followed.said).toBe((await type('logs', id, '--raw')).said);
  });

  it('in a terminal the stages are drawn over each other, and the cursor is there again afterwards', async () => {
    const line = `stty rows 40 cols 100; exec ${process.execPath} ${program} run ${repository} 005-terminal --watch`;
    const { code, said } = await begin(['-qefc', line, '/dev/null'], {}, ['script']).done;
    expect(code).toBe(0);
    expect(said).toContain('\u001b[?25l');
    expect(said.lastIndexOf('\u001b[?25h')).toBeGreaterThan(said.lastIndexOf('\u001b[?25l'));
    expect(said).toMatch(/\u001b\[\d*A/);
    expect(said.slice(said.lastIndexOf('finalize'))).toContain('Pull request: ');
  });

  it('the doctor says who one is and what is there; without a right it ends with 3', async () => {
    const { code, said, noticed } = await type('doctor');
    expect([code, said]).toEqual([0, expect.stringContaining('Codex login')]);
    expect(noticed).toContain('You are local, admin');
    expect(await begin(['doctor'], { SPECLINE_TOKEN: 'x'.repeat(30) }).done).toMatchObject({ code: 3, noticed: expect.stringContaining('auth.required') });
    expect(await begin(['runs'], { SPECLINE_TOKEN: 'x'.repeat(30) }).done).toMatchObject({ code: 3, said: '' });
  });

  it('help is there at once, which is a few starts of an empty Node, and is what the documentation shows', async () => {
    const page = readFileSync(join(__dirname, '../docs/command-line.md'), 'utf8');
    // Side by side, so that a busy machine does not decide.
    const [help, empty]: [number[], number[]] = [[], []];
    for (let round = 0; round < 5; round += 1) {
      let since = performance.now();
      execFileSync(process.execPath, ['-e', '0']);
      empty.push(performance.now() - since);
      since = performance.now();
      expect(page).toContain((await begin(['run', '--help']).done).said);
      help.push(performance.now() - since);
    }
    expect(Math.min(...help)).toBeLessThan(10 * Math.min(...empty));
  });

  it('a shell is offered commands, options and runs', async () => {
    const { id } = await show('last');
    const offered = async (...words: string[]): Promise<string[]> => (await type('complete', '--', ...words)).said.split('\n').map((line) => line.split('\t')[0] ?? '');
    expect(await offered('ca')).toContain('cancel');
    expect(await offered('runs', '--fail')).toContain('--failure-code');
    expect(await offered('show', '')).toEqual(expect.arrayContaining(['last', id]));
    expect((await type('completion', 'bash')).said).toContain('specline complete --');
  });
});
