import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileArtifactStore } from '#artifacts';
import { InMemoryRunLog } from '#bus';
import type { Fact } from '#contracts';
import { fact } from '../../../../libs/contracts/fixtures/sample-facts';
import { dockerObstacle } from '../../../../tools/images/docker-obstacle';
import { DockerBench } from './docker-bench.fixture';
import { workspaceName } from './job';
import { JobReaper } from './job-reaper';
import { dockerReadiness } from './docker-readiness';

const reason = dockerObstacle();
if (reason) console.warn(`The reaper of jobs is not tested: ${reason}`);
const quiet = { info: () => undefined, warn: () => undefined };

(reason ? describe.skip : describe)('the reaper', () => {
  const root = mkdtempSync(join(tmpdir(), 'specline-reaper-'));
  const artifacts = new FileArtifactStore({ root, retentionDays: 7 });
  const log = new InMemoryRunLog();
  let bench: DockerBench;
  beforeAll(async () => { bench = await DockerBench.open(); }, 120_000);
  afterAll(async () => {
    await bench?.close();
    rmSync(root, { recursive: true, force: true });
  }, 120_000);

  const reaper = (now = new Date(), installation = bench.installation): JobReaper => (
    new JobReaper({ docker: bench.engine, installation, containers: bench.containers(), log, artifacts, logger: quiet, graceMinutes: 60, now: () => now })
  );
  /** A run that has had a job and now is where `last` says. */
  async function runWith(last: Pick<Fact, 'stage' | 'state' | 'next'> | undefined): Promise<string> {
    const spec = bench.spec('echo text > file', { egress: ['example.org'] });
    await bench.run(spec);
    if (last) await log.append(fact({ ...last, runId: spec.runId, lane: `lane-${spec.runId}`, at: new Date().toISOString() }), { expectedSequence: 0 });
    return spec.runId;
  }

  it('removes what belongs to runs that are over, says so with the run, and leaves the others alone', async () => {
    const [over, cancelled, failed, working, unknown] = [
      await runWith({ stage: 'finalize', state: 'succeeded', next: 'none' }), await runWith({ stage: 'run', state: 'cancelled', next: 'none' }),
      await runWith({ stage: 'plan', state: 'failed', next: 'none' }), await runWith({ stage: 'specify', state: 'succeeded', next: 'plan' }), await runWith(undefined),
    ];
    const gone = async (): Promise<boolean[]> => Promise.all([over, cancelled, failed, working, unknown].map(async (runId) => (await bench.parts(runId)).length === 0));
    expect(await reaper(new Date(), 'another installation').sweep()).toEqual([]);
    expect((await reaper().sweep()).map(({ runId, left }) => [runId, left])).toEqual(expect.arrayContaining([[over, []], [cancelled, []]]));
    expect(await gone()).toEqual([true, true, false, false, false]);
    const [report, ...others] = await artifacts.lateEffects(cancelled);
    expect([report?.artifactType, report?.stage, others]).toEqual(['cleanup_report', 'cleanup', []]);
    expect(JSON.parse((await artifacts.read(report!)).toString())).toMatchObject({ why: 'its run was cancelled', removed: expect.arrayContaining([workspaceName(cancelled)]), left: [] });
    expect(await reaper().sweep()).toEqual([]);
    await reaper(new Date(Date.now() + 16 * 60_000)).sweep();
    expect(await gone()).toEqual([true, true, false, false, true]);
    await reaper(new Date(Date.now() + 61 * 60_000)).sweep();
    expect(await gone()).toEqual([true, true, true, false, true]);
  });

  it('says what it could not remove, and removes it another time', async () => {
    const runId = await runWith({ stage: 'finalize', state: 'succeeded', next: 'none' });
    const holder = await bench.docker.run(['run', '--detach', '--volume', `${workspaceName(runId)}:/held`, bench.image, 'sleep', '300']);
    expect((await reaper().sweep())[0]?.left).toEqual([{ name: workspaceName(runId), why: expect.stringContaining('in use') }]);
    await bench.docker.run(['rm', '--force', holder]);
    expect((await reaper().sweep())[0]).toMatchObject({ runId, removed: [workspaceName(runId)], left: [] });
  });

  it('leaves the report of a run that cleaned up by itself as it is', async () => {
    const runId = await runWith(undefined);
    const own = await artifacts.write({ runId, stage: 'cleanup', attempt: 1, kind: 'cleanup_report' }, '{}', { extension: 'json', contentType: 'application/json' });
    const over = fact({ stage: 'finalize', state: 'succeeded', next: 'none', runId, lane: `lane-${runId}` });
    await log.append({ ...over, context: { ...over.context, cleanup: { outcome: 'left', removed: [], left: [], report: own } } }, { expectedSequence: 0 });
    await reaper().sweep();
    expect(await bench.parts(runId)).toEqual([]);
    expect((await artifacts.read(own)).toString()).toBe('{}');
  });

  it('stands beside readiness, which names what is missing and what to do', async () => {
    const ask = async (network: string, image: string | undefined) => Promise.all(dockerReadiness({ docker: bench.engine, containers: bench.containers({ image }), network, stages: ['specify'] }).map((check) => check.check(new AbortController().signal)));
    expect(await ask('bridge', bench.image)).toMatchObject([{ ok: true, versions: { docker: expect.any(String) } }, { ok: true, versions: { jobCodex: '0.0.1', specKit: '1.0.1' } }]);
    expect(await ask(randomUUID(), undefined)).toMatchObject([{ ok: false, code: 'docker.network_missing', remediation: expect.stringContaining('SPEC_AUTOMATION_JOB_NETWORK') }, { ok: false, code: 'docker.image_missing' }]);
  });
});
