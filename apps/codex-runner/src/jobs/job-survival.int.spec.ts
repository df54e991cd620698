import { once } from 'node:events';
import { until } from '../../../../tools/stack/until';
import { SeparateProcesses } from '../agents/codex-cloud/separate-process.fixture';
import { dockerObstacle } from '../../../../tools/images/docker-obstacle';
import { DockerBench, smallLimits } from './docker-bench.fixture';
import { jobName } from './job';

const reason = dockerObstacle();
if (reason) console.warn(`Jobs that outlive their runner are not tested: ${reason}`);

(reason ? describe.skip : describe)('a job whose runner is killed with -9', () => {
  let bench: DockerBench;
  const runners = new SeparateProcesses('apps/codex-runner/src/jobs');
  beforeAll(async () => { bench = await DockerBench.open(); }, 120_000);
  afterAll(async () => {
    runners.close();
    await bench?.close();
  }, 120_000);

  it('goes on, is adopted with all of its lines, and there is never another one', async () => {
    const spec = bench.spec('echo begun; until [ -e go ]; do sleep 0.1; done; echo result > out; echo end', { egress: ['example.org'] });
    const settings = { installation: bench.installation, image: bench.image, limits: smallLimits, network: 'bridge', egress: [] };
    const first = runners.start(`
      const { DockerJobContainers } = load('docker-job-containers'), { dockerEngine } = load('docker-engine');
      await new DockerJobContainers(dockerEngine(${JSON.stringify(bench.docker.environment.DOCKER_HOST)}), ${JSON.stringify(settings)})
        .run(${JSON.stringify(spec)}, { signal: new AbortController().signal, onOutput: () => undefined });
    `);
    const running = async (): Promise<string[]> => (await bench.docker.run(['ps', '--format', '{{.ID}} {{.Names}}', '--no-trunc'])).split('\n').filter((line) => line.endsWith(jobName(spec)));
    const [before] = await until('the job runs', async () => (await running()).length > 0 ? running() : undefined, 60_000, 100);
    const exit = once(first, 'exit');
    first.kill('SIGKILL');
    await exit;
    expect(await running()).toEqual([before]);
    const adopted = bench.run(spec);
    await bench.docker.run(['exec', jobName(spec), 'touch', '/workspace/go']);
    expect(await adopted).toMatchObject({ end: { adopted: true, exitCode: 0, cause: 'exit' }, text: 'begun\nend' });
    expect(before?.startsWith(await bench.docker.run(['inspect', '--format', '{{.Id}}', jobName(spec)]))).toBe(true);
    expect(Buffer.from((await bench.containers().readFile(spec, 'out', 100))!).toString()).toBe('result\n');
  });
});
