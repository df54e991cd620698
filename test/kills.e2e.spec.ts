// Services die with kill -9 while runs are on their way: nothing is lost, nothing is done twice.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RunView } from '#contracts';
import { runsPath } from '#contracts';
import { artifactAsKept } from '#domain';
import { loadConfig } from '#platform';
import { ReadModel } from '#read-model';
import { serviceDefinition } from '../tools/stack/services';
import { until } from '../tools/stack/until';
import { featureFiles, startInstallation, type TestInstallation } from './installation.fixture';
import { killAndAwait, observe, reached, runOf, type Observation } from './observation.fixture';

const run = promisify(execFile);
const repository = 'acme/fleet';
const features = Array.from({ length: 20 }, (_, index) => `${String(index + 1).padStart(3, '0')}-ship`);

describe('each service is killed in turn while twenty runs are on their way', () => {
  let specline: TestInstallation;
  let observation: Observation;
  let runs: RunView[];
  const github = () => specline.sandbox!.github.control;
  const cloud = () => specline.sandbox!.cloud.control;

  beforeAll(async () => {
    specline = await startInstallation({ repositories: [repository] });
    observation = await observe(specline);
    await github().createRepository({ repository, files: featureFiles(features), message: 'Plan', collaborators: { 'specline-bot': 'write', 'specline-reader': 'read' } });
    const accepted = await Promise.all(features.map((featureKey) => specline.post(`/${runsPath}`, { repository, featureKey })));
    expect(accepted.map(({ status }) => status)).toEqual(features.map(() => 202));
    const ids = accepted.map(({ body }) => body.id);
    await killAndAwait(specline, 'discovery');
    await reached(specline, ids[0]!, 'submit');
    await killAndAwait(specline, 'codex-runner');
    await killAndAwait(specline, 'projection');
    await until('a branch was pushed', async () => (Object.keys((await github().effects()).pushes).length > 0 ? true : undefined), 150_000, 20);
    await killAndAwait(specline, 'publisher');
    await killAndAwait(specline, 'gateway');
    await until('the gateway answers', () => specline.get('/healthz').then(({ status }) => (status === 200 ? true : undefined), () => undefined));
    runs = await Promise.all(ids.map((id) => specline.over(id)));
  }, 600_000);
  afterAll(async () => {
    await observation?.close();
    await specline?.end();
  }, 60_000);

  it('all twenty reach their pull request', () => {
    expect(runs.map(({ status, failure }) => failure ?? status)).toEqual(features.map(() => 'succeeded'));
  });

  it('each has exactly one Codex task and one pull request', async () => {
    expect(cloud().effects().tasksByMarker).toEqual(Object.fromEntries(runs.map(({ id }) => [`${id}/1`, 1])));
    const heads = (await github().pullRequests({ repository })).map((pull) => pull.head.branch);
    expect(heads.sort()).toEqual(runs.map(({ branchName }) => branchName).sort());
    expect(Object.values((await github().effects()).pushes)).toEqual(features.map(() => 1));
  });

  it('the Codex login was never used by two processes at once', () => {
    expect(cloud().effects()).toMatchObject({ mostCallsAtOnce: 1, refreshes: { refused: 0 } });
  });

  it('every stage and attempt has its queued, started and finished times, in order', () => {
    for (const { tasks = [] } of runs) {
      expect(tasks.filter(({ status }) => status === 'succeeded').map(({ taskName }) => taskName)).toEqual(['discover', 'submit', 'apply', 'publish', 'finalize']);
      for (const { queuedAt, startedAt, finishedAt } of tasks) {
        expect([queuedAt, startedAt, finishedAt].map((time) => Date.parse(time ?? ''))).toEqual([queuedAt, startedAt, finishedAt].map((time) => Date.parse(time ?? '')).sort((a, b) => a - b));
        expect(Date.parse(finishedAt ?? '')).not.toBeNaN();
      }
    }
  });

  it('the rows equal the fold of the facts, and so does what the API shows', async () => {
    const rows = new ReadModel({ databaseUrl: specline.stack.infrastructure.databaseUrl });
    try {
      const { retentionDays } = loadConfig({}).artifacts;
      const { lastSequence } = await observation.log.state();
      await until('the rows have caught up', async () => ((await rows.cursor()) >= lastSequence ? true : undefined));
      for (const { id } of runs) {
        const folded = runOf(await observation.log.factsOfRun(id));
        expect(await rows.findRun(id)).toEqual(folded);
        const { taskSummary, ...shown } = await specline.client.run(id);
        // How long an artifact is kept is counted from the end of its run.
        expect(shown).toEqual({ ...folded, artifacts: folded.artifacts.map((artifact) => artifactAsKept(artifact, folded, undefined, retentionDays)) });
        expect(taskSummary.map(({ status }) => status)).toEqual(folded.chain.map(() => 'succeeded'));
      }
    } finally {
      await rows.close();
    }
  });

  it('`--verify` of the projection finds the rows as the stream says they should be', async () => {
    const { parameters, environment, cwd } = serviceDefinition('projection', specline.options);
    const verified = await run(process.execPath, [...parameters, '--verify'], { cwd, env: environment }).then(({ stdout }) => ({ code: 0, stdout }), (error: { code: number; stdout: string }) => error);
    expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining('the rows are what the stream says')]);
  });
});
