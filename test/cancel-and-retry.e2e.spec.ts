// What an operator does with a run that is there: cancels it, resumes it where it failed, or starts it again.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunView } from '#contracts';
import { runsPath } from '#contracts';
import { until } from '../tools/stack/until';
import { featureFiles, startInstallation, type TestInstallation } from './installation.fixture';
import { observe, reached, serviceLogs, type Observation } from './observation.fixture';

const repository = 'acme/harbour';
/** Whom the local operator's token names. */
const operator = 'local';
const features = ['001-late', '002-again', '003-question', '004-gone', '005-newer', '006-submitting'];
/** How long Codex Cloud keeps the answer that names a new task to itself. */
const lateAnswer = 4_000;

describe('an operator cancels and retries', () => {
  let specline: TestInstallation;
  let observation: Observation;
  const github = () => specline.sandbox!.github.control;
  const cloud = () => specline.sandbox!.cloud.control;
  const order = async (featureKey: string, wish: object = {}): Promise<string> => {
    const { status, body } = await specline.post(`/${runsPath}`, { repository, featureKey, ...wish });
    expect(status).toBe(202);
    return body.id;
  };
  const artifactPath = (run: RunView, kind: string): string => {
    const artifact = run.artifacts?.find((one) => one.artifactType === kind);
    if (!artifact) throw new Error(`the run has no ${kind}`);
    return join(specline.stack.data.path, 'artifacts', artifact.path);
  };
  const failPublish = () => github().addFault({ match: { method: 'POST', path: `/repos/${repository}/pulls$` }, times: 20, status: 422, body: { message: 'Validation Failed' } });

  beforeAll(async () => {
    specline = await startInstallation({ repositories: [repository] });
    observation = await observe(specline);
    await github().createRepository({ repository, files: featureFiles(features), message: 'Plan', collaborators: { 'specline-bot': 'write', 'specline-reader': 'read' } });
  }, 120_000);
  afterEach(async () => {
    cloud().forgetBehaviours();
    cloud().forgetFaults();
    await github().clearFaults();
  });
  afterAll(async () => {
    await observation?.close();
    await specline?.end();
  }, 60_000);

  it('a run that waits for Codex is cancelled within 12 s; its late diff is refused, and the lane is free at once', async () => {
    cloud().behave({ behaviour: { kind: 'slow' }, tasks: 1 });
    const id = await order('001-late');
    await reached(specline, id, 'apply', ['running']);
    const since = performance.now();
    const { status } = await specline.post(`/${runsPath}/${id}/cancel`, { reason: 'the wrong feature' });
    expect(status).toBe(202);
    const cancelled = await specline.over(id);
    expect(cancelled.status).toBe('cancelled');
    const letGo = (line: string): boolean => line.includes(id) && line.includes('"stage":"apply"') && line.includes('stood down');
    await until('the runner has let the run go', () => (serviceLogs(specline).split('\n').some(letGo) ? true : undefined));
    expect(performance.now() - since).toBeLessThan(12_000);
    const late = cloud().tasks().find(({ marker }) => marker === `${id}/1`)!;
    await cloud().release(late.id);
    const next = await specline.finish({ repository, featureKey: '001-late' });
    expect(next.status).toBe('succeeded');
    expect(next.codexTaskId).not.toBe(late.id);
    const facts = await observation.factsOf(id);
    expect(facts.map(({ stage, state }) => `${stage}.${state}`)).toEqual(['run.requested', 'discover.succeeded', 'submit.intended', 'submit.succeeded', 'run.cancelled']);
    expect(facts.at(-1)).toMatchObject({ actor: operator, notes: 'the wrong feature', next: 'none' });
    expect(Object.entries((await github().effects()).pushes).filter(([ref]) => ref.includes('001-late'))).toEqual([[`${repository} refs/heads/${next.branchName}`, 1]]);
  });

  it('a run that is cancelled while Codex makes its task is over at once, and the task is kept with it as a late effect', async () => {
    cloud().fail({ call: 'create', when: 'after', effect: { kind: 'delay', ms: lateAnswer }, calls: 1 });
    const id = await order('006-submitting');
    const task = await until('Codex has the task and has not said so', () => cloud().tasks().find(({ marker }) => marker === `${id}/1`));
    const { status } = await specline.post(`/${runsPath}/${id}/cancel`, {});
    expect(status).toBe(202);
    const cancelled = await specline.over(id);
    expect([cancelled.status, cancelled.codexTaskId]).toEqual(['cancelled', null]);
    const kept = await until('the late effect is shown', async () => (await specline.client.run(id)).artifacts?.find(({ artifactType }) => artifactType === 'late_effect'));
    expect(kept).toMatchObject({ stage: 'submit', attempt: 1 });
    const { status: found, body } = await specline.get(`/${runsPath}/${id}/artifacts/${kept.id}/content`) as unknown as { status: number; body: { effects: unknown[] } };
    expect([found, body.effects]).toEqual([200, [{ kind: 'codex_task', taskId: task.id, url: expect.stringContaining(task.id) }]]);
    const next = await specline.finish({ repository, featureKey: '006-submitting' });
    expect(next.status).toBe('succeeded');
    expect(next.codexTaskId).not.toBe(task.id);
    expect((await observation.factsOf(id)).map(({ stage, state }) => `${stage}.${state}`)).toEqual(['run.requested', 'discover.succeeded', 'submit.intended', 'run.cancelled']);
  });

  it('a run that is over cannot be cancelled, whether it was cancelled or succeeded', async () => {
    const { body: { items } } = await specline.get(`/${runsPath}?featureKey=001-late`) as unknown as { body: { items: RunView[] } };
    expect(items.map(({ status }) => status)).toEqual(['succeeded', 'cancelled']);
    for (const { id } of items) {
      const again = await specline.post(`/${runsPath}/${id}/cancel`, {});
      expect([again.status, again.body.code]).toEqual([409, 'run.over']);
      expect(again.body.remediation).toBeTruthy();
    }
  });

  it('restart_from_discovery begins a new run, and each of the two names the other', async () => {
    cloud().behave({ behaviour: { kind: 'error', message: 'the environment could not be set up' }, tasks: 1 });
    const failed = await specline.finish({ repository, featureKey: '002-again', externalRef: 'JIRA-7' });
    expect(failed).toMatchObject({ status: 'failed', failure: { code: 'codex.failed' } });
    const { status, body } = await specline.post(`/${runsPath}/${failed.id}/retry`, { mode: 'restart_from_discovery', notes: 'from the top' });
    expect([status, body.restartOf]).toEqual([202, failed.id]);
    expect(body.id).not.toBe(failed.id);
    const run = await specline.over(body.id);
    expect(run).toMatchObject({ status: 'succeeded', externalRef: 'JIRA-7', notes: 'from the top', restartOf: failed.id, attempt: 1 });
    await until('the old run names the new one', async () => ((await specline.client.run(failed.id)).restartedAs === run.id ? true : undefined));
    const late = await specline.post(`/${runsPath}/${failed.id}/retry`, { mode: 'resume_failed_task' });
    expect([late.status, late.body.code, late.body.runId]).toEqual([409, 'retry.unsafe', run.id]);
  });

  it('after a question instead of a diff a retry asks Codex anew, under a marker of its own', async () => {
    cloud().behave({ behaviour: { kind: 'no_diff' }, tasks: 1 });
    const failed = await specline.finish({ repository, featureKey: '003-question' });
    expect(failed).toMatchObject({ status: 'failed', phase: 'apply', failure: { code: 'codex.no_diff' } });
    expect(failed.failure?.remediation).toContain(failed.codexTaskUrl);
    const { status } = await specline.post(`/${runsPath}/${failed.id}/retry`, { mode: 'resume_failed_task', notes: 'the task names its file now' });
    expect(status).toBe(202);
    const run = await specline.over(failed.id);
    expect(run).toMatchObject({ status: 'succeeded', attempt: 2 });
    expect(run.codexTaskId).not.toBe(failed.codexTaskId);
    const { tasksByMarker } = cloud().effects();
    expect([tasksByMarker[`${run.id}/1`], tasksByMarker[`${run.id}/2`]]).toEqual([1, 1]);
    const retried = (await observation.factsOf(run.id)).find(({ state }) => state === 'retried');
    expect(retried).toMatchObject({ actor: operator, notes: 'the task names its file now', next: 'submit', attempt: 2 });
    expect(JSON.parse(readFileSync(artifactPath(run, 'retry_context'), 'utf8'))).toMatchObject({
      runId: run.id, actor: operator, notes: 'the task names its file now', stage: 'submit', attempt: 2, failure: { code: 'codex.no_diff' },
      context: { discover: { featureKey: '003-question' } },
    });
  });

  it('a retry is refused with the way out when the patch it needs is gone, and the way out works', async () => {
    await failPublish();
    const failed = await specline.finish({ repository, featureKey: '004-gone' });
    expect(failed).toMatchObject({ status: 'failed', phase: 'publish' });
    await github().clearFaults();
    rmSync(artifactPath(failed, 'applied_patch'));
    const { status, body } = await specline.post(`/${runsPath}/${failed.id}/retry`, { mode: 'resume_failed_task' });
    expect([status, body.code]).toEqual([409, 'retry.unsafe']);
    expect(body.remediation).toContain('restart_from_discovery');
    expect((await observation.factsOf(failed.id)).filter(({ state }) => state === 'retried')).toEqual([]);
    const restarted = await specline.post(`/${runsPath}/${failed.id}/retry`, { mode: 'restart_from_discovery' });
    expect((await specline.over(restarted.body.id)).status).toBe('succeeded');
  });

  it('a run still on its way cannot be retried, a succeeded one neither', async () => {
    cloud().behave({ behaviour: { kind: 'slow' }, tasks: 1 });
    const id = await order('005-newer');
    await reached(specline, id, 'apply', ['running']);
    const early = await specline.post(`/${runsPath}/${id}/retry`, { mode: 'resume_failed_task' });
    expect([early.status, early.body.code]).toEqual([409, 'retry.not_failed']);
    await cloud().release(cloud().tasks().find(({ marker }) => marker === `${id}/1`)!.id);
    expect((await specline.over(id)).status).toBe('succeeded');
    const late = await specline.post(`/${runsPath}/${id}/retry`, { mode: 'resume_failed_task' });
    expect([late.status, late.body.code]).toEqual([409, 'retry.not_failed']);
  });
});
