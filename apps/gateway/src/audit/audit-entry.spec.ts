import Fastify from 'fastify';
import { auditEntryOf, bounded, messageIdOf, type AuditedRequest } from './audit-entry';
import { requireAudited } from './audited';

const runId = '01900000-0000-7000-8000-000000000001';
const request: AuditedRequest = {
  id: '01900000-0000-7000-8000-00000000000a', now: new Date('2026-01-01T00:00:00.000Z'), action: 'run.cancel',
  principal: { name: 'ada', role: 'admin', grants: [{ role: 'viewer' }, { role: 'admin', repositories: ['acme/*'] }], expiresAt: null, by: 'cookie', tokenSha256: null },
  params: { id: runId }, body: { reason: 'wrong branch' }, headers: {}, status: 202, answer: { id: runId, traceId: 'ab'.repeat(16) },
  before: { status: 'running' }, after: { status: 'cancelled' }, run: { repository: 'acme/web', featureKey: '003-cart', traceId: null },
};
const entryOf = (change: Partial<AuditedRequest>) => auditEntryOf({ ...request, ...change });

test('an entry says who did what to which run, as whom, why, and what it changed', () => {
  expect(entryOf({})).toEqual({
    id: request.id, at: '2026-01-01T00:00:00.000Z', action: 'run.cancel', actor: { name: 'ada', role: 'admin', signedIn: 'session', vouchedBy: 'identity_provider' },
    target: { repository: 'acme/web', featureKey: '003-cart', runId, artifactId: null, deliveryId: null }, reason: 'wrong branch', asked: null,
    before: { status: 'running' }, after: { status: 'cancelled' }, outcome: 'accepted', status: 202, requestId: null, traceId: 'ab'.repeat(16),
  });
});

test('the role is the one for the repository, the highest for all of them where it is about none, and none where there is none', () => {
  expect(entryOf({ run: { repository: 'other/web', featureKey: 'x', traceId: null } }).actor.role).toBe('viewer');
  expect(entryOf({ action: 'installation.drain', params: {}, run: undefined }).actor.role).toBe('viewer');
  expect(entryOf({ principal: { ...request.principal, grants: [{ role: 'operator', repositories: ['x/y'] }] } }).actor.role).toBeNull();
});

test('a refusal is told by its code, and what was wanted by the fields of the request that say so', () => {
  const refused = entryOf({ action: 'run.create', params: {}, run: undefined, status: 409, answer: { code: 'run.in_progress' }, body: { repository: 'acme/web', featureKey: 'f', workflow: 'specify', specifyText: 'long', notes: 'n', other: 1 } });
  expect(refused).toMatchObject({ outcome: 'run.in_progress', status: 409, asked: { workflow: 'specify' }, reason: 'n', target: { repository: 'acme/web', featureKey: 'f', runId: null } });
  expect(entryOf({ status: 403, answer: undefined }).outcome).toBe('http.403');
});

test('a body that nobody has checked makes an entry of bounded size, and no repository of what is none', () => {
  const text = 'x'.repeat(500_000);
  const entry = entryOf({ action: 'run.create', params: { id: text }, run: undefined, status: 404, answer: { code: text }, body: { repository: `a/${text}`, featureKey: text, reason: text, mode: text, agent: { deep: text }, code: text, queue: text }, headers: { 'x-request-id': text, traceparent: text } });
  expect(entry.target).toMatchObject({ repository: null, runId: null });
  expect(Buffer.byteLength(JSON.stringify(entry))).toBeLessThan(8000);
  expect(JSON.stringify(bounded(Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`f${index}`, '😀'.repeat(500)]))))).toMatch(/"cut":true\}$/);
  expect(entryOf({ body: { reason: `${'x'.repeat(3998)}😀 and more` } }).reason).toBe(`${'x'.repeat(3998)}…`);
});

test('only a new run that is asked for again with its key, and with the same outcome, is the same entry', () => {
  const idOf = (change: Partial<AuditedRequest>) => messageIdOf({ ...request, ...change }, entryOf(change));
  const keyed = { action: 'run.create' as const, params: {}, headers: { 'idempotency-key': 'k' } };
  expect(idOf({ ...keyed, id: 'a' })).toBe(idOf({ ...keyed, id: 'b' }));
  expect(new Set([idOf(keyed), idOf({ ...keyed, status: 409 }), idOf({ ...keyed, principal: { ...request.principal, name: 'eve' } }), idOf({ ...keyed, headers: {} }), idOf({ headers: keyed.headers })]).size).toBe(4);
});

test('a route that changes something and is neither audited nor said not to be is not served', async () => {
  const server = Fastify();
  requireAudited(server);
  expect(() => server.put('/api/forgotten', () => 'done')).toThrow('PUT /api/forgotten changes something and is not in the audit log');
  server.get('/api/looked-at', () => 'fine');
  server.put('/api/told', { config: { audited: 'run.pin' } as object }, () => 'fine');
  await server.close();
});
