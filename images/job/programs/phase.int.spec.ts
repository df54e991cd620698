import { readFileSync, symlinkSync } from 'node:fs';
import { until } from '../../../tools/stack/until';
import { Workspace } from './workspace.fixture';

interface Result { agentExit: number | null; signal: string | null; timedOut: boolean; stoppedBy: string | null; startedAt: string; endedAt: string; collect: { exitCode: number; code?: string; files?: number } }

const limits = { SPECLINE_TIME_LIMIT_SECONDS: '30' };
const command = (...parts: string[]): Record<string, string> => ({ ...limits, SPECLINE_AGENT_COMMAND: JSON.stringify(parts) });
const shell = (script: string): Record<string, string> => command('bash', '-c', script);

describe('phase', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await Workspace.create();
    expect(await workspace.checkout()).toMatchObject({ code: 0 });
    workspace.keep();
  });
  beforeEach(() => workspace.restore());
  afterAll(() => workspace.close());
  const result = (): Result => workspace.json<Result>('out/result.json');

  it('gives the agent the prompt, the tree and its output, collects its work and ends with its code', async () => {
    workspace.write('in/prompt', 'do it\n');
    const ended = await workspace.run('phase', shell('pwd; cat > said; echo out; echo err >&2; printf "\\377\\0"; exit 7'));
    expect(ended).toMatchObject({ code: 7, stdout: `${workspace.path('repo')}\nout\n\ufffd\0`, stderr: 'err\n' });
    expect(result()).toMatchObject({ agentExit: 7, signal: null, timedOut: false, stoppedBy: null, collect: { exitCode: 0, files: 1 } });
    expect(Date.parse(result().endedAt)).toBeGreaterThanOrEqual(Date.parse(result().startedAt));
    expect(workspace.applied().paths).toEqual(['said']);
    expect(workspace.read('repo/said')).toBe('do it\n');
  });

  it('ends with 0 when the agent did, without a prompt and without a change', async () => {
    expect(await workspace.run('phase', command('cat'))).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect([result(), workspace.read('out/result.patch')]).toEqual([expect.objectContaining({ agentExit: 0 }), '']);
  });

  it('passes arguments as they are, through no shell', async () => {
    expect((await workspace.run('phase', command('printf', '%s|', '$(id)', 'a b', "'", '-n', ''))).stdout).toBe("$(id)|a b|'|-n||");
  });

  it('gives the agent its environment without what is ours, and collect nothing of the agent', async () => {
    const { stdout } = await workspace.run('phase', { ...shell('env; echo x > x'), CODEX_API_KEY: 'sk-canary', HTTPS_PROXY: 'http://127.0.0.1:1', GIT_DIR: '/nowhere', NODE_OPTIONS: '' });
    expect(stdout).toContain('CODEX_API_KEY=sk-canary');
    expect(stdout).toContain(`HOME=${workspace.path('home')}`);
    expect(stdout).not.toContain('SPECLINE_');
    expect(result().collect).toMatchObject({ exitCode: 0, files: 1 });
    expect(JSON.stringify(result())).not.toContain('canary');
  });

  it('ends the whole group at the time limit, children that refuse to end included, and keeps what was done', async () => {
    const script = `echo started > file; trap '' TERM; (trap '' TERM; echo $BASHPID > ../child; while :; do sleep 0.1; done) & while :; do sleep 0.1; done`;
    expect(await workspace.run('phase', { ...shell(script), SPECLINE_TIME_LIMIT_SECONDS: '1' })).toMatchObject({ code: 124 });
    expect(result()).toMatchObject({ timedOut: true, agentExit: null, signal: 'SIGKILL', collect: { exitCode: 0, files: 1 } });
    expect(isAlive(workspace.read('child').trim())).toBe(false);
  });

  it('leaves no process of the group when the agent has ended', async () => {
    expect(await workspace.run('phase', shell('(trap "" TERM HUP; echo $BASHPID > ../child; while :; do sleep 0.1; done) > /dev/null 2>&1 & until [ -s ../child ]; do sleep 0.01; done'))).toMatchObject({ code: 0 });
    expect(isAlive(workspace.read('child').trim())).toBe(false);
  });

  it('passes signals on, waits for the agent to follow and collects', async () => {
    const { child, ended } = workspace.start('phase', shell('trap "echo ended > file; exit 3" TERM; touch ../ready; while :; do sleep 0.05; done'));
    await until('the agent runs', () => workspace.exists('ready') || undefined);
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 3 });
    expect(result()).toMatchObject({ agentExit: 3, stoppedBy: 'SIGTERM', timedOut: false });
    expect(workspace.applied().paths).toEqual(['file']);
  });

  it('says by which signal an agent ended', async () => {
    expect(await workspace.run('phase', shell('kill -SEGV $$'))).toMatchObject({ code: 139 });
    expect(result()).toMatchObject({ agentExit: null, signal: 'SIGSEGV' });
  });

  it('makes the agent the first to go when memory runs out', async () => {
    expect((await workspace.run('phase', command('cat', '/proc/self/oom_score_adj'))).stdout).toBe('1000\n');
  });

  it('ends with 127 when the program is not there', async () => {
    expect(await workspace.run('phase', command('no-such-agent'))).toMatchObject({ code: 127, stderr: expect.stringContaining('no-such-agent') });
    expect(result()).toMatchObject({ agentExit: 127, collect: { exitCode: 0 } });
  });

  it('never ends with 0 when the work is not there', async () => {
    expect(await workspace.run('phase', { ...shell('seq 1000 > a'), SPECLINE_PATCH_LIMIT_BYTES: '10' })).toMatchObject({ code: 125 });
    expect(result()).toMatchObject({ agentExit: 0, collect: { exitCode: 4, code: 'collect.too_large' } });
    workspace.restore();
    expect(await workspace.run('phase', shell('rm -rf ../base.git'))).toMatchObject({ code: 125 });
    expect(result()).toMatchObject({ agentExit: 0, collect: { exitCode: 5, code: 'collect.base_damaged', message: expect.stringContaining('base.git') } });
    expect(await workspace.run('phase', { ...shell('exit 9'), SPECLINE_BASE_SHA: '1'.repeat(40) })).toMatchObject({ code: 9 });
  });

  it('trusts nothing that the agent leaves as a result', async () => {
    const forged = '{"agentExit":0,"collect":{"exitCode":0}}';
    expect(await workspace.run('phase', shell(`mkdir -p ../trap ../out/collect.json; echo '${forged}' > ../out/result.json; echo forged > ../out/result.patch; ln -s ../trap ../out/.result.json; exit 1`))).toMatchObject({ code: 1 });
    expect(result()).toMatchObject({ agentExit: 1, collect: { exitCode: 0, files: 0 } });
    expect(workspace.read('out/result.patch')).toBe('');
    expect(await workspace.run('phase', shell(`rm -rf ../out; ln -s repo ../out; exit 1`))).toMatchObject({ code: 1 });
    expect(workspace.exists('repo/result.json')).toBe(false);
  });

  it('says on standard error what it cannot write down', async () => {
    expect(await workspace.run('phase', shell('cd ..; rm -rf out repo; touch repo out'))).toMatchObject({ code: 125, stderr: '' });
    expect(result().collect).toMatchObject({ code: 'collect.tree_unreadable' });
    workspace.restore();
    const ended = await workspace.run('phase', shell(`rm -rf ${workspace.root}; touch ${workspace.root}`));
    expect(ended).toMatchObject({ code: 125, failure: { code: 'phase.not_collected', message: expect.stringContaining('"agentExit":0') } });
  });

  it.each([
    ['SPECLINE_AGENT_COMMAND', ''], ['SPECLINE_AGENT_COMMAND', 'codex exec'], ['SPECLINE_AGENT_COMMAND', '[]'], ['SPECLINE_AGENT_COMMAND', '["a", 1]'], ['SPECLINE_AGENT_COMMAND', '["a"'],
    ['SPECLINE_TIME_LIMIT_SECONDS', ''], ['SPECLINE_TIME_LIMIT_SECONDS', '0'], ['SPECLINE_TIME_LIMIT_SECONDS', '1e9'], ['SPECLINE_BASE_SHA', 'HEAD'],
  ])('is not begun with %s=%s', async (name, value) => {
    expect(await workspace.run('phase', { ...shell('touch ../ran'), [name]: value })).toMatchObject({ code: 2, failure: { program: 'phase', code: 'phase.usage', message: expect.stringContaining(name) } });
    expect(workspace.exists('ran')).toBe(false);
  });

  it('is not begun with a prompt that is a pipe or a link', async () => {
    workspace.agent('mkdir ../in; mkfifo ../in/prompt');
    expect(await workspace.run('phase', shell('cat'))).toMatchObject({ code: 2, failure: { message: expect.stringContaining('in/prompt') } });
    workspace.agent('rm ../in/prompt');
    symlinkSync('/etc/passwd', workspace.path('in/prompt'));
    expect((await workspace.run('phase', shell('cat'))).stdout).toBe('');
  });

  it('ends every process only in the image, where it may', () => {
    const source = readFileSync(`${__dirname}/agent-process.mjs`, 'utf8');
    expect(source).toMatch(/ownsContainer = `\$\{import\.meta\.dirname\}\/`\.startsWith\('\/opt\/specline\/'\) && process\.getuid\?\.\(\) === 10001/);
  });
});

function isAlive(pid: string): boolean {
  try {
    // A dead child that nobody has waited for yet has a Z after its name.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
