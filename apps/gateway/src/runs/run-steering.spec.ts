import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileArtifactStore, patchForm, type ArtifactStore } from '#artifacts';
import { InMemoryRunLog } from '#bus';
import type { Artifact, Candidate, Failure, RunContext } from '#contracts';
import { artifact, context, discovered, fact, lane, otherRunId, requested, runId } from '../../../../libs/contracts/fixtures/sample-facts';
import { answer, deaf, failRun } from '../stage-facts.fixture';
import type { ApiProblem } from '../problems/api-problem';
import { Lanes } from './lane-claim';
import { RunSteering } from './run-steering';

const problemOf = (attempt: Promise<unknown>) => attempt.then(() => undefined, (error: unknown) => (error as ApiProblem).parts);
const submitted = { agent: 'codex-cloud', agentVersion: '1', environment: 'env', taskId: 'task_1', taskUrl: 'https://codex.example/1', prompt: artifact('codex_prompt'), adopted: false };
const applied = (appliedPatch: Artifact): RunContext['apply'] => ({ patch: appliedPatch, appliedPatch, treeSha: 'b'.repeat(40), files: [], ticked: [], findings: [], effects: [] });
const failure = (code: string, resume?: string): Failure => ({ code, message: 'It failed.', remediation: 'Mend it.', retryable: false, ...(resume ? { resume } : {}) });

let log: InMemoryRunLog;
let root: string;
let artifacts: ArtifactStore;
let steering: RunSteering;
beforeEach(async () => {
  log = new InMemoryRunLog();
  root = mkdtempSync(join(tmpdir(), 'specline-steering-'));
  artifacts = new FileArtifactStore({ root, retentionDays: 7 });
  steering = new RunSteering({ log, artifacts, lanes: new Lanes(log, deaf), phases, worker: 'gateway@test:1' });
  await log.append(requested(), { expectedSequence: 0 });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const phases = { requireSame: async (): Promise<void> => undefined };

describe('resume', () => {
  test('gives the failed stage again what it was given, and keeps that as an artifact', async () => {
    await answer(log, runId, { stage: 'discover', state: 'succeeded', next: 'submit', context: { ...context, discover: discovered } });
    const failed = await failRun(log, runId, 'submit', 'credential.codex_missing');
    const { fact: retried, sequence } = await steering.resume(runId, { notes: 'key is set' }, 'ada');
    expect(sequence).toBe(4);
    expect(retried).toMatchObject({ state: 'retried', next: 'submit', attempt: 2, trigger: failed.sequence, actor: 'ada', notes: 'key is set', context: { discover: discovered }, retry: { stage: 'submit' } });
    const [kept] = retried.artifacts ?? [];
    expect(kept).toMatchObject({ artifactType: 'retry_context', stage: 'run', attempt: 2 });
    expect(JSON.parse((await artifacts.read(kept!)).toString())).toMatchObject({ stage: 'submit', actor: 'ada', failure: { code: 'credential.codex_missing' }, context: { discover: discovered } });
  });

  test('goes back to the stage that the failure names, without what later stages produced', async () => {
    const whole = { ...context, discover: discovered, submit: submitted };
    await failRun(log, runId, 'apply', 'codex.no_diff', { context: whole });
    const { fact: retried } = await steering.resume(runId, { taskId: 'task_7' }, 'ada');
    expect(retried).toMatchObject({ next: 'submit', retry: { stage: 'submit', taskId: 'task_7' } });
    expect(retried.context).toEqual({ ...context, discover: discovered });
  });

  test('a task that is named for a stage that makes none is refused by name', async () => {
    await failRun(log, runId, 'publish');
    expect(await problemOf(steering.resume(runId, { taskId: 'task_7' }, 'ada'))).toMatchObject({ status: 400, errors: [{ field: 'taskId' }] });
  });

  test('is refused when the patch to publish is gone, or is another one', async () => {
    const patch = await artifacts.write({ runId, stage: 'apply', attempt: 1, kind: 'applied_patch' }, 'diff', patchForm);
    await failRun(log, runId, 'publish', 'github.unavailable', { context: { ...context, discover: discovered, submit: submitted, apply: applied(patch) } });
    rmSync(join(root, patch.path));
    expect(await problemOf(steering.resume(runId, {}, 'ada'))).toMatchObject({ status: 409, code: 'retry.unsafe', remediation: expect.stringContaining('restart_from_discovery') });
    await artifacts.write({ runId, stage: 'apply', attempt: 1, kind: 'applied_patch' }, 'other', patchForm);
    expect(await problemOf(steering.resume(runId, {}, 'ada'))).toMatchObject({ code: 'retry.unsafe' });
    await artifacts.write({ runId, stage: 'apply', attempt: 1, kind: 'applied_patch' }, 'diff', patchForm);
    expect((await steering.resume(runId, {}, 'ada')).fact).toMatchObject({ next: 'publish', context: { apply: { appliedPatch: patch } } });
  });

  test('is refused while the run is on its way, and when it did not fail', async () => {
    expect(await problemOf(steering.resume(runId, {}, 'ada'))).toMatchObject({ status: 409, code: 'retry.not_failed' });
    await answer(log, runId, { stage: 'discover', state: 'succeeded', next: 'none', outcome: 'no_work' });
    expect(await problemOf(steering.resume(runId, {}, 'ada'))).toMatchObject({ status: 409, code: 'retry.not_failed' });
  });

  test('is refused when the feature has a newer run, which is named', async () => {
    const { sequence } = await failRun(log, runId, 'discover');
    await log.append(requested({ runId: otherRunId }), { expectedSequence: sequence });
    expect(await problemOf(steering.resume(runId, {}, 'ada'))).toMatchObject({ status: 409, code: 'retry.unsafe', runId: otherRunId });
  });

  test('is refused when the stage to resume at is no stage of the run', async () => {
    await answer(log, runId, { stage: 'discover', state: 'failed', next: 'none', failure: failure('stage.retired', 'bless') });
    expect(await problemOf(steering.resume(runId, {}, 'ada'))).toMatchObject({ status: 409, code: 'retry.unsafe' });
  });

  test('of two operators one resumes and the other hears that it is on its way', async () => {
    await failRun(log, runId, 'discover');
    const answers = await Promise.allSettled([steering.resume(runId, {}, 'ada'), steering.resume(runId, {}, 'bob')]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(log.all()).toHaveLength(3);
  });

  test('an unknown run is unknown', async () => {
    expect(await problemOf(steering.resume(otherRunId, {}, 'ada'))).toMatchObject({ status: 404, code: 'run.unknown' });
  });

  test('an artifact store that cannot be written stores no fact', async () => {
    await failRun(log, runId, 'discover');
    const blocked = new RunSteering({ log, artifacts: new FileArtifactStore({ root: '/dev/null', retentionDays: 7 }), lanes: new Lanes(log, deaf), phases, worker: 'gateway@test:1' });
    expect(await problemOf(blocked.resume(runId, {}, 'ada'))).toMatchObject({ status: 503, code: 'artifacts.unwritable' });
    expect(log.all()).toHaveLength(2);
  });
});

describe('choose', () => {
  const candidateOf = (candidate: number, patch: Artifact | null, change: Partial<Candidate> = {}): Candidate => ({
    candidate, rank: candidate, chosen: candidate === 1, applies: true, ticked: 1, foreignTicks: 0, findings: 0, sizeBytes: 4, patch, why: 'fine', ...change,
  });
  /** A run that succeeded with the first of two answers. */
  async function succeeded() {
    const patch = await artifacts.write({ runId, stage: 'apply', attempt: 1, kind: 'candidate_patch_2' }, 'diff', patchForm);
    const apply = { ...applied(artifact('applied_patch'))!, candidates: [candidateOf(1, artifact('candidate_patch_1')), candidateOf(2, patch)] };
    const given = { ...context, discover: discovered, submit: submitted, apply };
    await answer(log, runId, { stage: 'apply', state: 'succeeded', next: 'publish', context: given });
    await answer(log, runId, { stage: 'finalize', state: 'succeeded', next: 'none', outcome: 'succeeded', context: { ...context, finalize: { summary: artifact('run_summary') } } });
    return { patch, given };
  }

  test('gives apply its context again, with the answer that is wanted and the note, and keeps that as an artifact', async () => {
    const { given } = await succeeded();
    const { fact: retried } = await steering.choose(runId, { candidate: 2, notes: 'the smaller one' }, 'ada');
    expect(retried).toMatchObject({ state: 'retried', next: 'apply', attempt: 2, trigger: 3, actor: 'ada', notes: 'the smaller one', retry: { mode: 'choose_candidate', stage: 'apply', candidate: 2 } });
    expect(retried.context).toEqual(given);
    expect(JSON.parse((await artifacts.read(retried.artifacts![0]!)).toString())).toMatchObject({ mode: 'choose_candidate', candidate: 2, actor: 'ada' });
  });

  test('is refused when the answer is unknown, or its patch is gone or another one', async () => {
    const { patch } = await succeeded();
    expect(await problemOf(steering.choose(runId, { candidate: 4 }, 'ada'))).toMatchObject({ status: 409, code: 'candidate.unknown' });
    await artifacts.write({ runId, stage: 'apply', attempt: 1, kind: 'candidate_patch_2' }, 'other', patchForm);
    expect(await problemOf(steering.choose(runId, { candidate: 2 }, 'ada'))).toMatchObject({ status: 409, code: 'retry.unsafe' });
    rmSync(join(root, patch.path));
    expect(await problemOf(steering.choose(runId, { candidate: 2 }, 'ada'))).toMatchObject({ status: 409, code: 'retry.unsafe' });
    expect(log.all()).toHaveLength(3);
  });

  test('is refused when the phase is another one by now, and when the feature has a newer run, which is named', async () => {
    await succeeded();
    const moved = new RunSteering({ log, artifacts, lanes: new Lanes(log, deaf), phases: { requireSame: () => Promise.reject(new Error('the phase is done')) }, worker: 'gateway@test:1' });
    await expect(moved.choose(runId, { candidate: 2 }, 'ada')).rejects.toThrow('the phase is done');
    await log.append(requested({ runId: otherRunId }), { expectedSequence: 3 });
    expect(await problemOf(steering.choose(runId, { candidate: 2 }, 'ada'))).toMatchObject({ status: 409, code: 'retry.unsafe', runId: otherRunId });
  });

  test('of two operators one chooses and the other hears that the run is on its way', async () => {
    await succeeded();
    const answers = await Promise.allSettled([steering.choose(runId, { candidate: 2 }, 'ada'), steering.choose(runId, { candidate: 2 }, 'bob')]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(log.all()).toHaveLength(4);
  });
});

describe('cancel', () => {
  test('ends a run wherever it is, also between an announced call and its result', async () => {
    await answer(log, runId, { stage: 'submit', state: 'intended', next: 'none' });
    expect((await steering.cancel(runId, 'wrong', 'ada')).fact).toMatchObject({ stage: 'run', state: 'cancelled', next: 'none', trigger: 2, actor: 'ada', notes: 'wrong', lane });
  });

  test('is refused when the run is over, also by a cancel', async () => {
    await steering.cancel(runId, undefined, 'ada');
    expect(await problemOf(steering.cancel(runId, undefined, 'ada'))).toMatchObject({ status: 409, code: 'run.over' });
    expect(log.all()).toHaveLength(2);
  });

  test('never touches a newer run of the feature', async () => {
    const { sequence } = await failRun(log, runId, 'discover');
    await log.append(requested({ runId: otherRunId }), { expectedSequence: sequence });
    expect(await problemOf(steering.cancel(runId, undefined, 'ada'))).toMatchObject({ status: 409, code: 'run.over' });
    expect(await log.lastOfRun(otherRunId)).toMatchObject({ fact: { state: 'requested' } });
  });

  test('comes through although a stage speaks in between', async () => {
    const look = log.lastOfLane.bind(log);
    log.lastOfLane = async (one) => {
      const last = await look(one);
      log.lastOfLane = look;
      await log.append(fact({ stage: 'discover', state: 'succeeded', next: 'submit', trigger: 1 }), { expectedSequence: 1 });
      return last;
    };
    expect((await steering.cancel(runId, undefined, 'ada')).fact.trigger).toBe(2);
  });
});
