// A backup as docs/operations.md has it: taken in a short stop while runs are on their way, restored after everything was lost, with GitHub and Codex Cloud further than it.
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Fact, RunView } from '#contracts';
import { runsPath } from '#contracts';
import { services as parts } from '#platform';
import { serviceDefinition } from '../tools/stack/services';
import { until } from '../tools/stack/until';
import { featureFiles, startInstallation, type TestInstallation } from './installation.fixture';
import { killAndAwait, observe, reached, type Observation } from './observation.fixture';

const run = promisify(execFile);
const repository = 'acme/vault';
const [early, waiting, later] = ['001-early', '002-waiting', '003-later'] as const;
const volumes = ['nats', 'postgres', 'artifacts'];

describe('everything is lost and a backup restored', () => {
  let specline: TestInstallation;
  let observation: Observation;
  let earlyRun: RunView;
  let waitingRun: RunView;
  let laterRun: RunView;
  let factsBefore: Fact[];
  const github = () => specline.sandbox!.github.control;
  const cloud = () => specline.sandbox!.cloud.control;
  const pulls = async () => (await github().pullRequests({ repository })).map(({ head }) => head.branch).sort();
  const data = () => specline.stack.data.path;
  const copies = () => join(data(), 'backup');

  beforeAll(async () => {
    specline = await startInstallation({ repositories: [repository] });
    observation = await observe(specline);
    await github().createRepository({ repository, files: featureFiles([early, waiting, later]), message: 'Plan', collaborators: { 'specline-bot': 'write', 'specline-reader': 'read' } });
    earlyRun = await specline.finish({ repository, featureKey: early });
    cloud().behave({ behaviour: { kind: 'slow' }, tasks: 1 });
    const { id } = (await specline.post(`/${runsPath}`, { repository, featureKey: waiting })).body;
    await reached(specline, id, 'apply', ['running']);
    factsBefore = await observation.factsOf(earlyRun.id);
    await whileStopped(() => copy(data(), copies()));
    await cloud().release(cloud().tasks().find(({ marker }) => marker === `${id}/1`)!.id);
    waitingRun = await specline.over(id);
    laterRun = await specline.finish({ repository, featureKey: later });
    await whileStopped(() => {
      for (const volume of volumes) rmSync(join(data(), volume), { recursive: true });
      copy(copies(), data());
    });
    for (const part of parts) await killAndAwait(specline, part);
    await until('the gateway answers', () => specline.get('/readyz').then(({ status }) => (status === 200 ? true : undefined), () => undefined));
  }, 400_000);
  afterAll(async () => {
    await observation?.close();
    await specline?.end();
  }, 60_000);

  async function whileStopped(work: () => void): Promise<void> {
    const { nats, postgres } = specline.stack.infrastructure.servers;
    await postgres!.stop();
    await nats!.stop();
    work();
    await nats!.restart();
    await postgres!.restart();
  }

  /** With owners, rights and times, as tar does. */
  function copy(from: string, to: string): void {
    mkdirSync(to, { recursive: true });
    for (const volume of volumes) execFileSync('cp', ['-a', join(from, volume), to]);
  }

  it('the runs had come to their pull requests before', () => {
    expect([earlyRun, waitingRun, laterRun].map(({ status, failure }) => failure ?? status)).toEqual(['succeeded', 'succeeded', 'succeeded']);
  });

  it('what was over at the backup is there, fact by fact and with its artifacts', async () => {
    expect(await observation.factsOf(earlyRun.id)).toEqual(factsBefore);
    const { body } = await specline.get(`/${runsPath}/${earlyRun.id}?includeArtifacts=true`);
    expect(body).toMatchObject({ status: 'succeeded', prUrl: earlyRun.prUrl });
    for (const { id } of body.artifacts!) {
      const answer = await fetch(`${specline.url}/${runsPath}/${earlyRun.id}/artifacts/${id}/content`, { headers: { authorization: `Bearer ${specline.operator.token}` } });
      expect([id, answer.status]).toEqual([id, 200]);
    }
  });

  it('the run that was on its way goes on: it finds its task, its commit and its pull request, and makes nothing twice', async () => {
    const again = await specline.over(waitingRun.id);
    expect(again).toMatchObject({ status: 'succeeded', prUrl: waitingRun.prUrl, branchName: waitingRun.branchName, codexTaskId: waitingRun.codexTaskId });
    expect(cloud().effects().tasksByMarker).toMatchObject({ [`${waitingRun.id}/1`]: 1 });
    expect(await pulls()).toEqual([earlyRun, waitingRun, laterRun].map(({ branchName }) => branchName).sort());
  });

  it('a run that began after the backup is unknown; ordering it anew costs another task, and with the same answer it finds the pull request that is there', async () => {
    expect((await specline.get(`/${runsPath}/${laterRun.id}`)).status).toBe(404);
    const before = await pulls();
    const anew = await specline.finish({ repository, featureKey: later });
    expect(anew).toMatchObject({ status: 'succeeded', prUrl: laterRun.prUrl, branchName: laterRun.branchName });
    expect(await pulls()).toEqual(before);
  });

  it('the rows are what the stream says', async () => {
    const { parameters, environment, cwd } = serviceDefinition('projection', specline.options);
    const { lastSequence } = await observation.log.state();
    await until('the rows have caught up', async () => ((await specline.get('/api/workflows/speckit/health')).body as unknown as { projection: { cursor: number } | null }).projection?.cursor === lastSequence || undefined);
    const verified = await run(process.execPath, [...parameters, '--verify'], { cwd, env: environment }).then(({ stdout }) => ({ code: 0, stdout }), (error: { code: number; stdout: string }) => error);
    expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining('the rows are what the stream says')]);
  });
});
