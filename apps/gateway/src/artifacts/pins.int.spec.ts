// Pins and tombstones through the API.
import { randomUUID } from 'node:crypto';
import { jsonForm, linesForm, patchForm, textForm } from '#artifacts';
import { artifactViewSchema, runsPath, type Artifact, type ArtifactView, type RunView, type Tombstone } from '#contracts';
import { discovered } from '../../../../libs/contracts/fixtures/sample-facts';
import { projectAll, tokens } from '../gateway.fixture';
import { useGateway } from '../test-servers.fixture';
import { failRun } from '../stage-facts.fixture';

const servers = useGateway();
let features = 0;

const runs = `/${runsPath}`;
type Method = 'GET' | 'PUT' | 'DELETE' | 'POST';
const call = (method: Method, url: string, { role = 'operator', payload }: { role?: 'operator' | 'viewer'; payload?: object } = {}) => servers.gateway.server.inject({ method, url: `${runs}/${url}`, headers: { authorization: `Bearer ${tokens[role]}` }, ...(payload ? { payload } : {}) });
const shown = async (url: string): Promise<ArtifactView> => artifactViewSchema.parse((await call('GET', url)).json());

/** A run that failed at apply, with a prompt and a patch. */
async function endedRun(): Promise<{ id: string; prompt: Artifact; patch: Artifact }> {
  const accepted = await servers.gateway.server.inject({ method: 'POST', url: runs, headers: { authorization: `Bearer ${tokens.operator}` }, payload: { repository: 'acme/web', featureKey: `${++features}-keep` } });
  const { id } = accepted.json<RunView>();
  const prompt = await servers.gateway.artifacts.write({ runId: id, stage: 'submit', attempt: 1, kind: 'codex_prompt' }, 'Do it.', textForm);
  const patch = await servers.gateway.artifacts.write({ runId: id, stage: 'apply', attempt: 1, kind: 'codex_patch' }, 'diff', patchForm);
  await failRun(servers.gateway.log, id, 'apply', 'patch.conflict', { artifacts: [prompt, patch] });
  await projectAll(servers.gateway.log, servers.postgres.url);
  return { id, prompt, patch };
}

/** As the retention does it: the tombstone first, then the bytes. */
async function remove(runId: string, { id, path, digest, sizeBytes }: Pick<Artifact, 'id' | 'path' | 'sizeBytes'> & { digest: string | null }): Promise<Tombstone> {
  const tombstone: Tombstone = { removedAt: '2026-03-01T03:00:00.000Z', rule: 'retention', retentionDays: 7, expiredAt: '2026-02-28T12:00:00.000Z', digest, sizeBytes };
  await servers.gateway.rows.keeping.bury(runId, [{ artifactId: id, path, tombstone }]);
  await servers.gateway.artifacts.remove(path);
  return tombstone;
}

test('an artifact of a run that is over says when it will be removed: so many days after the end', async () => {
  const { id, patch } = await endedRun();
  const { finishedAt } = (await call('GET', id)).json<RunView>();
  const { expiresAt, pinned, ...rest } = await shown(`${id}/artifacts/${patch.id}`);
  expect({ pinned, days: (Date.parse(expiresAt!) - Date.parse(finishedAt!)) / 86_400_000 }).toEqual({ pinned: false, days: 7 });
  expect(rest).not.toHaveProperty('pin');
});

test('an operator pins and unpins it, each as often as wanted, and the first pin counts', async () => {
  const { id, patch } = await endedRun();
  const pinned = (await call('PUT', `${id}/artifacts/${patch.id}/pin`)).json<ArtifactView>();
  expect(artifactViewSchema.parse(pinned)).toMatchObject({ id: patch.id, pinned: true, expiresAt: null, pin: { by: 'ada', at: expect.any(String) } });
  expect((await call('PUT', `${id}/artifacts/${patch.id}/pin`)).json()).toEqual(pinned);
  expect(await shown(`${id}/artifacts/${patch.id}`)).toEqual(pinned);
  const listed = (await call('GET', `${id}?includeArtifacts`)).json<RunView>().artifacts;
  expect(listed?.map(({ pinned: one }) => one)).toEqual([false, true]);
  for (let turn = 0; turn < 2; turn += 1) {
    expect((await call('DELETE', `${id}/artifacts/${patch.id}/pin`)).json()).toMatchObject({ pinned: false, expiresAt: expect.any(String) });
  }
});

test('all artifacts of a run are pinned at once, except those that were removed', async () => {
  const { id, prompt } = await endedRun();
  await remove(id, prompt);
  const pinned = (await call('PUT', `${id}/pin`)).json<{ runId: string; artifacts: ArtifactView[] }>();
  expect([pinned.runId, pinned.artifacts.map((one) => [one.artifactType, one.pinned])]).toEqual([id, [['codex_prompt', false], ['codex_patch', true]]]);
  const unpinned = (await call('DELETE', `${id}/pin`)).json<{ artifacts: ArtifactView[] }>();
  expect(unpinned.artifacts.map((one) => [one.pinned, one.tombstone !== undefined])).toEqual([[false, true], [false, false]]);
});

test('a log is pinned while it is written', async () => {
  const accepted = await servers.gateway.server.inject({ method: 'POST', url: runs, headers: { authorization: `Bearer ${tokens.operator}` }, payload: { repository: 'acme/web', featureKey: `${++features}-log` } });
  const { id } = accepted.json<RunView>();
  const log = await servers.gateway.artifacts.openLog({ runId: id, stage: 'discover', attempt: 1, kind: 'codex_logs' }, linesForm);
  expect((await call('PUT', `${id}/artifacts/${log.artifactId}/pin`)).json()).toMatchObject({ pinned: true, artifactType: 'codex_logs' });
  await log.close();
});

test('a viewer pins nothing, and nobody pins what there is not', async () => {
  const { id, patch } = await endedRun();
  for (const [method, url] of [['PUT', `${id}/artifacts/${patch.id}/pin`], ['DELETE', `${id}/artifacts/${patch.id}/pin`], ['PUT', `${id}/pin`], ['DELETE', `${id}/pin`]] as const) {
    expect((await call(method, url, { role: 'viewer' })).json()).toMatchObject({ status: 403, code: 'auth.role' });
  }
  expect((await call('PUT', `${id}/artifacts/${randomUUID()}/pin`)).json()).toMatchObject({ status: 404, code: 'artifact.unknown' });
  expect((await call('PUT', `${randomUUID()}/pin`)).json()).toMatchObject({ status: 404, code: 'run.unknown' });
  expect((await shown(`${id}/artifacts/${patch.id}`)).pinned).toBe(false);
});

describe('of an artifact that was removed', () => {
  test('the tombstone says what, when and why, and its bytes are answered with what to do', async () => {
    const { id, patch } = await endedRun();
    const tombstone = await remove(id, patch);
    expect(await shown(`${id}/artifacts/${patch.id}`)).toEqual({ ...patch, expiresAt: null, tombstone });
    const { status, code, detail, remediation } = (await call('GET', `${id}/artifacts/${patch.id}/content`)).json();
    expect({ status, code }).toEqual({ status: 410, code: 'artifact.pruned' });
    expect(detail).toBe(`${patch.path} (4 bytes, ${patch.digest}) was removed at 2026-03-01T03:00:00.000Z, after 7 days.`);
    expect(remediation).toContain('restart_from_discovery');
    expect((await call('PUT', `${id}/artifacts/${patch.id}/pin`)).json()).toMatchObject({ status: 410, code: 'artifact.pruned' });
  });

  test('the bytes are refused from the tombstone on, although a crash has left them there', async () => {
    const { id, patch } = await endedRun();
    await remove(id, { ...patch, path: `${id}/apply-9-codex_patch.patch` });
    expect((await call('GET', `${id}/artifacts/${patch.id}/content`)).json()).toMatchObject({ code: 'artifact.pruned' });
  });

  test('a late effect stays in the list, although no fact names it', async () => {
    const { id } = await endedRun();
    const late = await servers.gateway.artifacts.write({ runId: id, stage: 'submit', attempt: 2, kind: 'late_effect' }, '{}', jsonForm);
    const tombstone = await remove(id, late);
    const { artifacts } = (await call('GET', `${id}/artifacts`)).json<{ artifacts: ArtifactView[] }>();
    expect(artifacts.at(-1)).toMatchObject({ id: late.id, artifactType: 'late_effect', stage: 'submit', attempt: 2, path: late.path, digest: late.digest, sizeBytes: 2, tombstone });
  });

  test('a log that was never closed is not in the list, and its id still answers', async () => {
    const { id } = await endedRun();
    const log = await servers.gateway.artifacts.openLog({ runId: id, stage: 'publish', attempt: 7, kind: 'codex_logs' }, linesForm);
    await log.close();
    await remove(id, { id: log.artifactId, path: `${id}/publish-7-codex_logs.jsonl`, digest: null, sizeBytes: 12 });
    expect((await call('GET', `${id}/artifacts`)).json<{ artifacts: ArtifactView[] }>().artifacts).toHaveLength(2);
    expect(await shown(`${id}/artifacts/${log.artifactId}`)).toMatchObject({ artifactType: 'codex_logs', stage: 'publish', tombstone: { digest: null, sizeBytes: 12 } });
    expect((await call('GET', `${id}/artifacts/${log.artifactId}/content`)).json()).toMatchObject({ status: 410, code: 'artifact.pruned', detail: expect.stringContaining('(12 bytes) was removed') });
  });

  test('a retry that needs it is refused, with the way out', async () => {
    const { id, patch } = await endedRun();
    const last = (await servers.gateway.log.lastOfRun(id))!;
    const apply = { patch, appliedPatch: patch, treeSha: 'b'.repeat(40), files: [], ticked: [], findings: [], effects: [] };
    await servers.gateway.log.append({ ...last.fact, id: randomUUID(), stage: 'publish', trigger: last.sequence, context: { ...last.fact.context, discover: discovered, apply } }, { expectedSequence: last.sequence });
    await remove(id, patch);
    expect((await call('POST', `${id}/retry`, { payload: { mode: 'resume_failed_task' } })).json()).toMatchObject({ status: 409, code: 'retry.unsafe', detail: expect.stringContaining(`${patch.path} is gone`), remediation: expect.stringContaining('restart_from_discovery') });
  });
});

test('with the database away artifacts are shown as their facts say and served, and nothing is pinned', async () => {
  const { id, patch } = await endedRun();
  await servers.postgres.stop();
  expect((await call('GET', `${id}/artifacts/${patch.id}/content`)).body).toBe('diff');
  expect(await shown(`${id}/artifacts/${patch.id}`)).toMatchObject({ pinned: false });
  expect((await call('PUT', `${id}/artifacts/${patch.id}/pin`)).json()).toMatchObject({ status: 503, code: 'read_model.unavailable' });
  await servers.postgres.restart();
}, 60_000);
