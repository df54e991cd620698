// The image itself, in a real engine: what only holds in a container.
import { execFile, execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { dockerObstacle } from '../../tools/images/docker-obstacle';
import { GitOrigin, token } from '../../test/git-origin';
import { Docker } from '../../tools/images/docker';
import { makeJobImage } from '../../tools/images/job-image';
import { guardianGone } from '../../tools/stack/guarded-process';

interface Result { agentExit: number | null; signal: string | null; timedOut: boolean; collect: { exitCode: number; code?: string; files?: number } }
interface Ended { code: number; stdout: string; stderr: string }

const missing = ['jq', 'git'].find((program) => { try { execFileSync('sh', ['-c', `command -v ${program}`]); return false; } catch { return true; } });
const reason = dockerObstacle() ?? (missing ? `${missing} is not installed` : undefined);
if (reason) console.warn(`The job image is not tested: ${reason}`);

(reason ? describe.skip : describe)('the job image', () => {
  const execute = promisify(execFile);
  const volume = `specline-job-image-${randomUUID()}`;
  let docker: Docker;
  let origin: GitOrigin;
  let image: string;
  let baseSha: string;

  beforeAll(async () => {
    docker = await Docker.open({ compose: false });
    ({ id: image } = await makeJobImage(docker, docker.folder));
    origin = await GitOrigin.start();
    baseSha = origin.commit('main', { 'README.md': 'Web\n', '.gitignore': '*.log\n' });
  }, 300_000);
  afterAll(async () => {
    await origin?.close();
    await docker?.run(['volume', 'rm', '--force', volume]);
    await docker?.stop();
    await guardianGone();
  }, 60_000);

  /** As the runner starts jobs, but in this machine's network. */
  const run = async (command: string[], variables: Record<string, string> = {}, more: string[] = []): Promise<Ended> => {
    const cage = ['--network', 'host', '--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--pids-limit', '128', '--memory', '300m', '--memory-swap', '300m', '--tmpfs', '/tmp:rw,noexec,nosuid,size=64m'];
    const workspace = more.includes('/workspace') ? [] : ['--volume', `${volume}:/workspace`];
    const parameters = ['run', '--rm', ...cage, ...workspace, ...more.filter((one) => one !== '/workspace'), ...Object.entries(variables).flatMap(([name, value]) => ['--env', `${name}=${value}`]), image, ...command];
    return execute('docker', parameters, { env: docker.environment }).then((output) => ({ code: 0, ...output }), (error: Ended) => ({ code: error.code, stdout: error.stdout, stderr: error.stderr }));
  };
  const shell = (script: string, variables: Record<string, string> = {}): Promise<Ended> => run(['bash', '-c', script], variables);
  const checkout = (): Promise<Ended> => run(['/opt/specline/checkout'], { SPECLINE_CLONE_URL: origin.remote.url, SPECLINE_CLONE_TOKEN: token, SPECLINE_BASE_SHA: baseSha, SPECLINE_FEATURE_DIRECTORY: 'specs/001-cart' });
  const phase = (script: string, variables: Record<string, string> = {}): Promise<Ended> => (
    run(['/opt/specline/phase'], { SPECLINE_BASE_SHA: baseSha, SPECLINE_TIME_LIMIT_SECONDS: '60', SPECLINE_AGENT_COMMAND: JSON.stringify(['bash', '-c', script]), ...variables })
  );
  const result = async (): Promise<Result> => JSON.parse((await shell('cat out/result.json')).stdout) as Result;

  it('has its programs in their versions, an ordinary user, an init and labels', async () => {
    const { stdout } = await shell('id -u; id -g; codex --version; git --version; jq --version; rg --version | head -1; node --version; tr "\\0" " " < /proc/1/cmdline; echo; echo $HOME; pwd; stat -c %u /workspace');
    expect(stdout.split('\n')).toEqual(['10001', '10001', 'codex-cli 0.169.0', expect.stringMatching(/^git version 2/), expect.stringMatching(/^jq-1/), expect.stringMatching(/^ripgrep/), expect.stringMatching(/^v2\d/), expect.stringMatching(/^tini -- bash/), '/workspace/home', '/workspace', '10001', '']);
    expect(JSON.parse(await docker.run(['image', 'inspect', '--format', '{{json .Config.Labels}}', image]))).toMatchObject({ 'specline.codex': '0.169.0', 'specline.spec-kit': '1.0.1', 'org.opencontainers.image.title': 'Specline job' });
  });

  it('can be written to in its workspace and nowhere else', async () => {
    const { stdout } = await shell('for folder in / /usr/bin /etc /opt/specline/programs /root /var /home /workspace /tmp; do touch $folder/x 2>/dev/null && echo $folder; done; find / -xdev -perm /6000 -type f 2>/dev/null');
    expect(stdout).toBe('/workspace\n/tmp\n');
  });

  it('makes a workspace that the agent, git and Spec Kit can work in, and takes the work out', async () => {
    expect(await checkout()).toEqual({ code: 0, stdout: '', stderr: '' });
    const script = 'git status --porcelain && mkdir -p specs/001-cart && .specify/scripts/bash/setup-plan.sh --json && echo x > x.txt && git add x.txt && git commit -qm x && git log --oneline | wc -l';
    const ended = await phase(script);
    expect(ended).toMatchObject({ code: 0, stderr: 'Copied plan template to /workspace/repo/specs/001-cart/plan.md\n' });
    expect(ended.stdout).toMatch(/"IMPL_PLAN":"\/workspace\/repo\/specs\/001-cart\/plan\.md"[^]*\n2\n$/);
    expect((await shell('grep ^diff out/result.patch')).stdout).toBe('diff --git a/specs/001-cart/plan.md b/specs/001-cart/plan.md\ndiff --git a/x.txt b/x.txt\n');
  });

  it('lets no process of the agent outlive it, not even one that left its session and ignores every signal', async () => {
    await checkout();
    const daemon = `setsid bash -c 'trap "" TERM HUP INT; while :; do echo line >> late.txt; done' > /dev/null 2>&1 & until [ -s late.txt ]; do :; done`;
    expect(await phase(daemon, { SPECLINE_PATCH_LIMIT_BYTES: '500000000' })).toMatchObject({ code: 0 });
    // What it wrote last is in the patch: nothing was written while the patch was made.
    const { stdout } = await shell('wc -l < repo/late.txt; grep -c "^+line" out/result.patch');
    const [written, collected] = stdout.split('\n');
    expect([Number(written) > 0, collected]).toEqual([true, written]);
  });

  it('ends processes that fork without end, and collects', async () => {
    await checkout();
    const ended = await phase('echo work > work.txt; bomb() { bomb | bomb & sleep 0.01; bomb; }; bomb', { SPECLINE_TIME_LIMIT_SECONDS: '3' });
    expect([0, 124, 254, 255].includes(ended.code)).toBe(true);
    expect(await result()).toMatchObject({ collect: { exitCode: 0, files: 1 } });
  });

  it('survives that memory runs out, and says how the agent ended', async () => {
    await checkout();
    expect(await phase('echo work > work.txt; exec node -e "const all = []; for (;;) all.push(Buffer.alloc(1e7, 1))"')).toMatchObject({ code: 137 });
    expect(await result()).toMatchObject({ agentExit: null, signal: 'SIGKILL', timedOut: false, collect: { exitCode: 0, files: 1 } });
  });

  it('ends with 124 at the time limit', async () => {
    await checkout();
    expect(await phase('sleep 1000', { SPECLINE_TIME_LIMIT_SECONDS: '1' })).toMatchObject({ code: 124 });
    expect(await result()).toMatchObject({ timedOut: true, collect: { exitCode: 0 } });
  });

  it('never ends with 0 when the disk is full', async () => {
    const command = 'SPECLINE_TIME_LIMIT_SECONDS=60 /opt/specline/checkout && exec /opt/specline/phase';
    const fill = JSON.stringify(['bash', '-c', 'cat /dev/zero > ../fill; echo filled; exit 0']);
    const variables = { SPECLINE_CLONE_URL: origin.remote.url, SPECLINE_CLONE_TOKEN: token, SPECLINE_BASE_SHA: baseSha, SPECLINE_TIME_LIMIT_SECONDS: '60', SPECLINE_AGENT_COMMAND: fill };
    const ended = await run(['bash', '-c', command], variables, ['--tmpfs', '/workspace:rw,exec,uid=10001,gid=10001,size=20m', '/workspace']);
    expect(ended).toMatchObject({ code: 125, stdout: 'filled\n' });
    expect(ended.stderr.trim().split('\n').at(-1)).toMatch(/"phase\.not_collected"[^]*"agentExit\\?":0/);
  });

  it('passes the signal of a stop on to the agent', async () => {
    await checkout();
    const name = `specline-job-image-${randomUUID()}`;
    const running = run(['/opt/specline/phase'], { SPECLINE_BASE_SHA: baseSha, SPECLINE_TIME_LIMIT_SECONDS: '60', SPECLINE_AGENT_COMMAND: JSON.stringify(['bash', '-c', 'trap "echo stopped; exit 3" TERM; echo ready; while :; do sleep 0.05; done']) }, ['--name', name]);
    while (!(await docker.run(['logs', name]).catch(() => '')).includes('ready')) await new Promise(setImmediate);
    await docker.run(['stop', '--time', '30', name]);
    expect(await running).toMatchObject({ code: 3, stdout: 'ready\nstopped\n' });
    expect(await result()).toMatchObject({ agentExit: 3, stoppedBy: 'SIGTERM', collect: { exitCode: 0 } });
  });

  it('is not made again for the same inputs', async () => {
    expect(await makeJobImage(docker, docker.folder)).toMatchObject({ id: image, made: false });
  });
});
