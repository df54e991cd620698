import { dockerObstacle } from '../../../../tools/images/docker-obstacle';
import { DockerBench, smallLimits } from './docker-bench.fixture';
import type { JobEnd } from './job';

const reason = dockerObstacle();
if (reason) console.warn(`The limits of jobs are not tested: ${reason}`);

const forkBomb = 'bomb() { bomb | bomb & }; bomb 2>/dev/null; while :; do sleep 1; done';
const manyFiles = 'n=0; while :; do dd if=/dev/zero of=file$n bs=1M count=8 2>/dev/null; n=$((n + 1)); done';

(reason ? describe.skip : describe)('a job that knows no measure', () => {
  let bench: DockerBench;
  beforeAll(async () => { bench = await DockerBench.open(); }, 120_000);
  afterAll(() => bench?.close(), 120_000);

  /** Beside the job another one of another run works, and must come to its end. */
  async function besideAnother(script: string, more: { timeLimitSeconds?: number } = {}): Promise<JobEnd> {
    const honest = bench.spec('for n in 1 2 3 4 5 6 7 8; do echo $n; echo $n >> file; sleep 0.5; done; sort -n file | head -n 1');
    const wild = bench.spec(script, more);
    const [{ end }, other] = await Promise.all([bench.run(wild, bench.containers({ graceAfterLimitSeconds: 1 })), bench.run(honest)]);
    expect(other).toMatchObject({ end: { exitCode: 0, cause: 'exit' }, text: '1\n2\n3\n4\n5\n6\n7\n8\n1' });
    return end;
  }

  it('and sleeps for ever is stopped by its time', async () => {
    expect(await besideAnother('sleep infinity', { timeLimitSeconds: 3 })).toMatchObject({ cause: 'time' });
  });

  it('and takes no notice of being told to stop is ended', async () => {
    const end = await besideAnother('trap "" TERM; while :; do sleep 1; done', { timeLimitSeconds: 2 });
    expect(end).toMatchObject({ cause: 'time', exitCode: 137 });
  });

  it('and forks without end is stopped by its processes', async () => {
    expect(await besideAnother(forkBomb)).toMatchObject({ cause: 'processes' });
  });

  it('and takes all memory is stopped by its memory', async () => {
    expect(await besideAnother('exec node -e "const all = []; for (;;) all.push(Buffer.alloc(16 * 1024 * 1024, 1))"')).toMatchObject({ cause: 'memory', exitCode: 137 });
  });

  it('and fills /tmp finds it full', async () => {
    const { text } = await bench.run(bench.spec('for n in 1 2 3 4; do dd if=/dev/zero of=/tmp/file$n bs=1M count=30 2>/dev/null || echo full; done'));
    expect(text.split('\n')).toContain('full');
  });

  it('and fills its disk with many files is stopped by its disk, hidden or not', async () => {
    expect(await besideAnother(`mkdir hidden; cd hidden; chmod 300 .; ${manyFiles}`)).toMatchObject({ cause: 'disk' });
  });

  it('and writes one file without end is stopped before it is larger than the disk', async () => {
    const spec = bench.spec('exec dd if=/dev/zero of=file bs=1M');
    const { end } = await bench.run(spec);
    expect(end.cause).toBe('disk');
    expect((await bench.run({ ...spec, stage: 'plan', command: ['bash', '-c', 'wc -c < file'] })).text).toBe(String(smallLimits.diskBytes));
  });

  it('and prints without end is stopped, and what it printed is bounded', async () => {
    let bytes = 0;
    const end = await bench.containers().run(bench.spec('line=$(head -c 8000 /dev/zero | tr "\\0" x); while :; do echo "$line"; done'), { signal: new AbortController().signal, onOutput: ({ line }) => { bytes += line.length; } });
    expect(end.cause).toBe('disk');
    expect(bytes).toBeLessThan(160 * 1024 ** 2);
  });

  it('says to whoever adopts it why it ended', async () => {
    const spec = bench.spec(manyFiles);
    const first = await bench.run(spec);
    expect([first.end.cause, (await bench.run(spec)).end.cause]).toEqual(['disk', 'disk']);
  });
});
