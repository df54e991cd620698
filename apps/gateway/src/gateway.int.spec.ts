// Runs and artifacts through the API, on a real NATS and PostgreSQL.
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { jsonForm, linesForm, patchForm } from '#artifacts';
import { NewsBoard, Questions } from '#bus';
import { featureQuestion, featureSubject, logKinds, runsPath, type Artifact, type Fact, type Run, type RunView } from '#contracts';
import { loadConfig, startTelemetry, type Telemetry } from '#platform';
import { migrate } from '#read-model';
import { startNats, startPostgres, type TestNats, type TestServer } from '../../../tools/stack/test-infrastructure';
import { until } from '../../../tools/stack/until';
import { openTestGateway, projectAll, tokens, type TestGateway } from './gateway.fixture';
import { answer, failRun } from './stage-facts.fixture';

let nats: TestNats;
let postgres: TestServer;
let gateway: TestGateway;
let telemetry: Telemetry;
let features = 0;

beforeAll(async () => {
  [nats, postgres] = await Promise.all([startNats(), startPostgres()]);
  await migrate(postgres.url);
  telemetry = startTelemetry({ service: 'gateway', config: loadConfig({}) });
  gateway = await openTestGateway({ natsUrl: nats.url, databaseUrl: postgres.url });
}, 60_000);
afterAll(async () => {
  await gateway?.close();
  await telemetry?.shutdown();
  await Promise.all([nats?.dispose(), postgres?.dispose()]);
});

const headers = { authorization: `Bearer ${tokens.operator}` };
const runs = `/${runsPath}`;
const get = (url: string, more: Record<string, string> = {}) => gateway.server.inject({ url, headers: { ...headers, ...more } });
const post = (url: string, payload: object = {}, more: Record<string, string> = {}) => gateway.server.inject({ method: 'POST', url, headers: { ...headers, ...more }, payload });
const newFeature = (): string => `f-${String(++features).padStart(3, '0')}`;
async function newRun(change: object = {}): Promise<RunView> {
  const accepted = await post(runs, { repository: 'acme/web', featureKey: newFeature(), ...change });
  expect(accepted.statusCode).toBe(202);
  return accepted.json<RunView>();
}
const project = () => projectAll(gateway.log, postgres.url);

describe('a new run', () => {
  test('is answered as a run, and the same run is there for every question at once', async () => {
    const run = await newRun({ notes: 'please', externalRef: 'X-1' });
    expect(run).toMatchObject({ status: 'pending', phase: 'discover', repository: 'acme/web', notes: 'please', externalRef: 'X-1', createdBy: 'ada', taskSummary: [{ taskName: 'discover', status: 'queued' }, {}, {}, {}, {}] });
    expect((await get(`${runs}/${run.id}`)).json()).toEqual(run);
    expect((await get(`${runs}/${run.id}?includeTasks=true&includeArtifacts=1`)).json()).toMatchObject({ id: run.id, tasks: [{ taskName: 'discover' }], artifacts: [] });
    expect((await get(`${runs}/${run.id}/tasks`)).json()).toMatchObject({ runId: run.id, tasks: [{ status: 'queued' }] });
    expect((await get(`${runs}?limit=1`)).json()).toMatchObject({ items: [{ id: run.id }] });
  });

  test('of two at once for one feature one is accepted and the other hears its id', async () => {
    const featureKey = newFeature();
    const answers = await Promise.all([post(runs, { repository: 'acme/web', featureKey }), post(runs, { repository: 'Acme/Web', featureKey })]);
    const [accepted, refused] = answers.sort((one, other) => one.statusCode - other.statusCode);
    expect([accepted?.statusCode, refused?.statusCode]).toEqual([202, 409]);
    expect(refused?.json()).toMatchObject({ code: 'run.in_progress', runId: accepted?.json<RunView>().id });
  });

  test('fifty times the same request with one key is one run, another body is refused', async () => {
    const body = { repository: 'acme/web', featureKey: newFeature() };
    const key = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(runs, body, key)));
    expect(new Set(answers.map((one) => `${one.statusCode} ${one.json<RunView>().id}`)).size).toBe(1);
    expect(answers[0]?.statusCode).toBe(202);
    expect((await post(runs, { ...body, notes: 'x' }, key)).json()).toMatchObject({ status: 409, code: 'idempotency.conflict' });
  });

  test('that is asked for again with its key is shown as it is now', async () => {
    const body = { repository: 'acme/web', featureKey: newFeature() };
    const key = { 'idempotency-key': randomUUID() };
    const { id } = (await post(runs, body, key)).json<RunView>();
    await answer(gateway.log, id, { stage: 'discover', state: 'succeeded', next: 'submit' });
    const again = await until('the fact is heard', async () => {
      const shown = (await post(runs, body, key)).json<RunView>();
      return shown.phase === 'submit' ? shown : undefined;
    });
    expect(again).toMatchObject({ id, status: 'running' });
  });

  test('continues the trace that the caller names, or begins one, and keeps it', async () => {
    const traceId = 'a'.repeat(32);
    const accepted = await post(runs, { repository: 'acme/web', featureKey: newFeature() }, { traceparent: `00-${traceId}-${'b'.repeat(16)}-01` });
    const { id } = accepted.json<RunView>();
    expect(accepted.json()).toMatchObject({ traceId });
    expect((await newRun()).traceId).toMatch(/^(?!a{32})[0-9a-f]{32}$/);
    await failRun(gateway.log, id, 'discover');
    await post(`${runs}/${id}/retry`, { mode: 'resume_failed_task' }, { traceparent: `00-${'c'.repeat(32)}-${'d'.repeat(16)}-01` });
    expect((await gateway.log.lastOfRun(id))?.fact).toMatchObject({ state: 'retried', traceId });
  });

  test('without a feature asks discovery which is meant', async () => {
    const featureKey = newFeature();
    const answering = new Questions(gateway.connection).answer(featureSubject, 'discovery', featureQuestion, async () => ({ featureKey }));
    await gateway.connection.flush();
    expect((await post(runs, { repository: 'acme/web' })).json()).toMatchObject({ featureKey });
    answering.stop();
  });
});

describe('a run in rows and stream', () => {
  test('is the same wherever it is read from', async () => {
    const { id } = await newRun();
    await answer(gateway.log, id, { stage: 'discover', state: 'succeeded', next: 'submit' });
    await project();
    await answer(gateway.log, id, { stage: 'submit', state: 'intended', next: 'none', intent: { marker: 'm' } });
    const { sequence } = await failRun(gateway.log, id, 'submit');
    const shown = await until('the last fact is shown', async () => {
      const run = (await get(`${runs}/${id}?includeTasks=1`)).json<RunView>();
      return run.lastSequence === sequence ? run : undefined;
    });
    expect(shown).toMatchObject({ status: 'failed', failure: { code: 'test.failed' }, taskSummary: [{ status: 'succeeded' }, { status: 'failed' }, { status: 'skipped' }, {}, {}] });
    await project();
    await until('the rows have it', async () => ((await gateway.rows.findRun(id))?.lastSequence === sequence) || undefined);
    expect((await get(`${runs}/${id}?includeTasks=1`)).json()).toEqual(shown);
  });

  test('lists show changes before the rows do, in filters too', async () => {
    const { id, featureKey } = await newRun();
    await project();
    const listed = async (status: string): Promise<string[]> => (await get(`${runs}?featureKey=${featureKey}&status=${status}`)).json<{ items: Run[] }>().items.map((run) => run.id);
    expect(await listed('pending')).toEqual([id]);
    const { sequence } = await failRun(gateway.log, id, 'discover');
    await until('the failure is heard', async () => ((await get(`${runs}/${id}`)).json<RunView>().lastSequence === sequence) || undefined);
    expect(await listed('pending')).toEqual([]);
    expect(await listed('failed')).toEqual([id]);
  });

  test('pages show every run once, newest first', async () => {
    const repository = 'paged/web';
    const made: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      made.unshift((await newRun({ repository })).id);
      if (index === 3) await project();
    }
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: { items: Run[]; nextCursor: string | null } = (await get(`${runs}?repository=PAGED/web&limit=3${cursor ? `&cursor=${cursor}` : ''}`)).json();
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(made);
  });

  test('news is laid over the facts', async () => {
    const { id, lastSequence } = await newRun();
    new NewsBoard(gateway.connection).tell({ runId: id, stage: 'discover', kind: 'started', attempt: 1, trigger: lastSequence, at: new Date().toISOString(), worker: 'discovery@h:1', message: 'reading' });
    await until('the run is shown as running', async () => ((await get(`${runs}/${id}`)).json<RunView>().status === 'running') || undefined);
    expect((await get(`${runs}/${id}/tasks`)).json()).toMatchObject({ tasks: [{ status: 'running', payload: { message: 'reading' } }] });
  });
});

describe('retry and cancel', () => {
  test('a failed run is resumed, with who asked and why, and shown as retrying at once', async () => {
    const { id } = await newRun();
    const failed = await failRun(gateway.log, id, 'discover', 'repository.not_found');
    const retried = await post(`${runs}/${id}/retry`, { mode: 'resume_failed_task', notes: 'it exists now' });
    expect(retried.statusCode).toBe(202);
    expect(retried.json()).toMatchObject({ id, status: 'retrying', attempt: 2, failure: null });
    const last = await gateway.log.lastOfRun(id);
    expect(last?.fact).toMatchObject({ stage: 'run', state: 'retried', next: 'discover', trigger: failed.sequence, actor: 'ada', notes: 'it exists now', worker: 'gateway@test:1' });
    expect((await get(`${runs}/${id}/artifacts`)).json()).toMatchObject({ runId: id, artifacts: [{ artifactType: 'retry_context', attempt: 2 }] });
  });

  test('what cannot be resumed says why and what can be done', async () => {
    const { id } = await newRun();
    expect((await post(`${runs}/${id}/retry`, { mode: 'resume_failed_task' })).json()).toMatchObject({ status: 409, code: 'retry.not_failed', remediation: expect.any(String) });
    await failRun(gateway.log, id, 'discover');
    expect((await post(`${runs}/${id}/retry`, { mode: 'sideways' })).json()).toMatchObject({ status: 400, errors: [{ field: 'mode' }] });
  });

  test('a restart is a new run that names the old one, and the old one names it', async () => {
    const { id, featureKey } = await newRun({ notes: 'first', attempts: 2 });
    expect((await post(`${runs}/${id}/retry`, { mode: 'restart_from_discovery' })).json()).toMatchObject({ status: 409, code: 'run.in_progress', runId: id });
    await failRun(gateway.log, id, 'discover');
    const restarted = await post(`${runs}/${id}/retry`, { mode: 'restart_from_discovery' });
    expect(restarted.statusCode).toBe(202);
    expect(restarted.json()).toMatchObject({ restartOf: id, status: 'pending', featureKey, notes: 'first', attempt: 1 });
    const restartedAs = restarted.json<RunView>().id;
    expect((await get(`${runs}/${id}`)).json()).toMatchObject({ status: 'failed', restartedAs });
    await project();
    await until('the tail forgets what the rows have', async () => ((await gateway.rows.findRun(id))?.restartedAs === restartedAs) || undefined);
    expect((await get(`${runs}/${id}`)).json()).toMatchObject({ restartedAs });
    expect((await post(`${runs}/${id}/retry`, { mode: 'resume_failed_task' })).json()).toMatchObject({ status: 409, code: 'retry.unsafe', runId: restartedAs });
  });

  test('a run is cancelled once', async () => {
    const { id } = await newRun();
    const cancelled = await post(`${runs}/${id}/cancel`, { reason: 'wrong feature' });
    expect([cancelled.statusCode, cancelled.json<RunView>().status]).toEqual([202, 'cancelled']);
    expect((await post(`${runs}/${id}/cancel`)).json()).toMatchObject({ status: 409, code: 'run.over' });
  });

  test('nothing is known of a run that was never accepted', async () => {
    for (const id of [randomUUID(), '>', '*', 'a.b', 'a%20b', '%EF%BC%8E', 'x'.repeat(90), '..%2f..%2fetc']) {
      for (const answered of [await get(`${runs}/${id}`), await get(`${runs}/${id}/tasks`), await post(`${runs}/${id}/cancel`), await post(`${runs}/${id}/retry`, { mode: 'resume_failed_task' })]) {
        expect(answered.json()).toMatchObject({ status: 404, code: 'run.unknown' });
      }
    }
  });
});

describe('artifacts', () => {
  const patch = 'diff --git a/x b/x\n';
  let run: RunView;
  let kept: Artifact;
  const content = (id: string, more: Record<string, string> = {}) => get(`${runs}/${run.id}/artifacts/${id}/content`, more);

  beforeAll(async () => {
    run = await newRun();
    kept = await gateway.artifacts.write({ runId: run.id, stage: 'apply', attempt: 1, kind: 'codex_patch' }, patch, patchForm);
    await failRun(gateway.log, run.id, 'apply', 'patch.conflict', { artifacts: [kept] } satisfies Partial<Fact>);
    await until('the artifact is listed', async () => ((await get(`${runs}/${run.id}/artifacts`)).json<{ artifacts: Artifact[] }>().artifacts.length === 1) || undefined);
  });

  test('are described and downloaded by id', async () => {
    expect((await get(`${runs}/${run.id}/artifacts/${kept.id}`)).json()).toEqual({ ...kept, expiresAt: expect.any(String) });
    const whole = await content(kept.id);
    expect([whole.statusCode, whole.body]).toEqual([200, patch]);
    expect(whole.headers).toMatchObject({ 'content-type': 'text/x-diff; charset=utf-8', 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox", etag: `"${kept.digest}"` });
  });

  test('are downloaded in parts', async () => {
    const part = await content(kept.id, { range: 'bytes=5-9' });
    expect([part.statusCode, part.body, part.headers['content-range']]).toEqual([206, '--git', `bytes 5-9/${patch.length}`]);
    const beyond = await content(kept.id, { range: 'bytes=99-' });
    expect([beyond.statusCode, beyond.headers['content-range'], beyond.headers['content-type']]).toEqual([416, `bytes */${patch.length}`, 'application/problem+json; charset=utf-8']);
  });

  test.each(['..%2f..%2fetc%2fpasswd', '%00', 'codex_patch', randomUUID()])('%s is no artifact', async (id) => {
    expect((await content(id)).json()).toMatchObject({ status: 404, code: 'artifact.unknown' });
  });

  test('of one run are no artifacts of another', async () => {
    const other = await newRun();
    expect((await get(`${runs}/${other.id}/artifacts/${kept.id}/content`)).statusCode).toBe(404);
  });

  test('that came too late for a fact are shown with the run', async () => {
    const late = await gateway.artifacts.write({ runId: run.id, stage: 'submit', attempt: 1, kind: 'late_effect' }, '{"taskUrl":"https://codex.example/1"}', jsonForm);
    expect((await get(`${runs}/${run.id}?includeArtifacts=true`)).json<RunView>().artifacts?.map(({ id }) => id)).toEqual([kept.id, late.id]);
    expect((await content(late.id)).body).toContain('taskUrl');
  });

  test.each(logKinds)('a log (%s) is followed while it is written', async (kind) => {
    const growing = await newRun();
    const log = await gateway.artifacts.openLog({ runId: growing.id, stage: 'discover', attempt: 1, kind }, linesForm);
    const url = `${runs}/${growing.id}/artifacts/${log.artifactId}/content`;
    log.line('{"at":1}');
    const first = await until('the first line is there', async () => {
      const read = await get(url);
      return read.statusCode === 200 && read.body !== '' ? read.body : undefined;
    });
    log.line('{"at":2}');
    const rest = await until('the second line is there', async () => {
      const read = await get(url, { range: `bytes=${first.length}-` });
      return read.statusCode === 206 ? read.body : undefined;
    });
    expect([first, rest]).toEqual(['{"at":1}\n', '{"at":2}\n']);
    await log.close();
  });

  test('whose bytes are gone are still described', async () => {
    rmSync(join(gateway.root, kept.path));
    expect((await content(kept.id)).json()).toMatchObject({ status: 410, code: 'artifact.gone' });
    expect((await get(`${runs}/${run.id}/artifacts/${kept.id}`)).statusCode).toBe(200);
  });
});
