import { randomUUID } from 'node:crypto';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { auditStream, auditSubjects, type AuditEntry, type AuditTarget } from '#contracts';
import { startNats, type TestNats } from '../../../tools/stack/test-infrastructure';
import { AuditLog, type AuditQuestion } from './audit-log';
import { connectToNats } from './connection';
import { ensureStreams } from './streams';

jest.setTimeout(60_000);

let server: TestNats;
let connection: NatsConnection;
let manager: JetStreamManager;
let log: AuditLog;

beforeAll(async () => {
  server = await startNats();
  connection = await connectToNats({ url: server.url, name: 'test' });
  manager = await jetstreamManager(connection);
});
afterAll(async () => {
  await connection?.close();
  await server?.dispose();
});
beforeEach(async () => {
  await manager.streams.delete(auditStream).catch(() => undefined);
  await ensureStreams(manager);
  log = await AuditLog.on(connection);
});

interface Change { actor?: string; action?: string; at?: string; target?: Partial<AuditTarget> }
const entry = ({ actor = 'ada', target = {}, ...change }: Change = {}): AuditEntry => ({
  id: randomUUID(), at: new Date().toISOString(), action: 'run.cancel', reason: null, asked: null, before: null, after: null, outcome: 'accepted', status: 202, requestId: null, traceId: null,
  ...change, actor: { name: actor, role: 'operator', signedIn: 'token', vouchedBy: 'token_list' },
  target: { repository: 'acme/web', featureKey: null, runId: null, artifactId: null, deliveryId: null, ...target },
});
const add = async (...entries: AuditEntry[]) => { for (const one of entries) await log.add(one, one.id); };
const ask = (question: Partial<AuditQuestion> = {}, of = log) => of.find({ limit: 50, isMeant: () => true, ...question });
const idsOf = async (question: Partial<AuditQuestion>) => (await ask(question)).entries.map(({ id }) => id);

test('nothing is there at first, and what was added is read newest first, page by page, without gap or repeat', async () => {
  expect(await ask()).toEqual({ entries: [], next: undefined });
  const entries = Array.from({ length: 700 }, () => entry());
  await Promise.all(entries.map((one) => log.add(one, one.id)));
  const read: string[] = [];
  let before: number | undefined;
  do {
    const page = await ask({ limit: 150, before });
    read.push(...page.entries.map(({ id }) => id));
    before = page.next;
  } while (before !== undefined);
  expect(read).toHaveLength(700);
  expect(new Set(read)).toEqual(new Set(entries.map(({ id }) => id)));
  const stored: string[] = [];
  for (let sequence = 700; sequence >= 1; sequence -= 1) stored.push((JSON.parse(new TextDecoder().decode((await manager.direct.getMessage(auditStream, { seq: sequence }))!.data)) as AuditEntry).id);
  expect(read).toEqual(stored);
});

test('one is found by who, what and where, however much of others came after it', async () => {
  const runId = randomUUID();
  const wanted = entry({ actor: 'oidc:eve@acme.example', action: 'run.retry', target: { repository: 'Acme/Web.site', runId } });
  await add(wanted);
  await Promise.all(Array.from({ length: 900 }, () => entry()).map((one) => log.add(one, one.id)));
  for (const question of [{ actor: 'oidc:eve@acme.example' }, { action: 'run.retry' as const }, { repository: 'acme/web.SITE' }, { runId }]) expect(await idsOf(question)).toEqual([wanted.id]);
  expect(await idsOf({ runId, actor: 'ada' })).toEqual([]);
  expect(await idsOf({ isMeant: ({ action }) => action === 'run.retry' })).toEqual([wanted.id]);
});

test('a search ends where it has read enough, and says where to go on', async () => {
  const first = entry({ actor: 'eve' });
  await add(first);
  await Promise.all(Array.from({ length: 900 }, () => entry()).map((one) => log.add(one, one.id)));
  const short = await AuditLog.on(connection, 300);
  const isMeant = ({ actor }: AuditEntry): boolean => actor.name === 'eve';
  const page = await ask({ isMeant }, short);
  expect(page.entries).toEqual([]);
  expect(page.next).toBeGreaterThan(1);
  let next = page.next;
  const found: AuditEntry[] = [];
  while (next !== undefined) {
    const more = await ask({ isMeant, before: next }, short);
    found.push(...more.entries);
    next = more.next;
  }
  expect(found).toEqual([first]);
});

test('a span of time holds what was done in it, from its first moment on and before its last', async () => {
  const now = Date.now();
  const [early, middle, late] = [-2000, -1000, 0].map((offset) => entry({ at: new Date(now + offset).toISOString() })) as [AuditEntry, AuditEntry, AuditEntry];
  await add(early, middle, late);
  expect(await idsOf({ since: now - 1000, until: now })).toEqual([middle.id]);
  expect(await idsOf({ until: now })).toEqual([middle.id, early.id]);
  expect(await idsOf({ since: now + 3_600_000 })).toEqual([]);
  // Nothing was stored before that.
  expect(await idsOf({ until: now - 3_600_000 })).toEqual([]);
});

test('the same request is one entry', async () => {
  const [one, again] = [entry(), entry()];
  await log.add(one, 'the request');
  await log.add(again, 'the request');
  expect(await idsOf({})).toEqual([one.id]);
});

test('nobody takes an entry out, not even who may do everything else', async () => {
  await add(entry());
  await expect(manager.streams.deleteMessage(auditStream, 1)).rejects.toThrow();
  await expect(manager.streams.purge(auditStream)).rejects.toThrow();
  expect((await ask()).entries).toHaveLength(1);
  expect((await manager.streams.info(auditStream)).config).toMatchObject({ subjects: [auditSubjects], storage: 'file', max_bytes: 512 * 1024 ** 2, max_age: 365 * 24 * 3600 * 1e9, discard: 'old', deny_delete: true, deny_purge: true });
});

test('what nobody here can read is passed over', async () => {
  const one = entry();
  await add(one);
  connection.publish('audit.acme~web._.ada.run.cancel', '{"who":"knows"}');
  await connection.flush();
  expect(await idsOf({})).toEqual([one.id]);
});
