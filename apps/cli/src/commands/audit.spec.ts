import { auditedActions, listAuditSchema, type AuditEntry } from '#contracts';
import { actions, momentOf } from './audit.command';
import { queryOf, rowOf } from './audit.work';

const entry: AuditEntry = {
  id: '0e4f1c9e-5a0b-4f0e-9a51-6d1f0c3f7a10', at: '2026-01-05T10:00:00.000Z', action: 'run.cancel', actor: { name: 'ada', role: 'operator', signedIn: 'token', vouchedBy: 'token_list' },
  target: { repository: 'acme/web', featureKey: '003-cart', runId: '01900000-0000-7000-8000-000000000001', artifactId: null, deliveryId: null }, reason: 'wrong branch',
  asked: null, before: { status: 'running', phase: 'apply' }, after: { status: 'cancelled', phase: 'apply' }, outcome: 'accepted', status: 202, requestId: null, traceId: null,
};

test('what is typed becomes a question that the API understands', () => {
  const query = queryOf({ actor: 'ada', action: 'run.cancel', repository: 'acme/web', run: '01900000-0000-7000-8000-000000000001', outcome: 'refused', since: momentOf('2026-01-31'), until: momentOf('2026-02-01T08:00:00+02:00'), limit: 5, cursor: '12' });
  expect(listAuditSchema.parse(Object.fromEntries(query))).toMatchObject({ actor: 'ada', action: 'run.cancel', runId: '01900000-0000-7000-8000-000000000001', outcome: 'refused', until: '2026-02-01T06:00:00.000Z', limit: 5, cursor: '12' });
  expect(queryOf({}).toString()).toBe('');
});

test('a day begins at midnight here, and what is no moment is refused', () => {
  expect(momentOf('2026-01-31')).toBe(new Date(2026, 0, 31).toISOString());
  for (const wrong of ['yesterday', '2026-13-01', '7']) expect(() => momentOf(wrong)).toThrow('It is a day or a moment');
});

test('a line says who did what to what, how it ended, what it changed and why', () => {
  const [, ...said] = rowOf(entry);
  expect(said).toEqual(['ada', 'run.cancel', 'acme/web 003-cart 01900000-0000-7000-8000-000000000001', 'accepted', 'status: running → cancelled', 'wrong branch']);
  const [, , , what, outcome, change, why] = rowOf({ ...entry, action: 'installation.drain', target: { ...entry.target, repository: null, featureKey: null, runId: null }, outcome: 'auth.role', reason: null, before: null, after: null });
  expect([what, outcome, change, why]).toEqual(['the installation', 'auth.role', '', '']);
  expect(rowOf({ ...entry, before: null, after: { draining: true, by: 'eve' } })[5]).toBe('draining: true, by: eve');
});

test('every action can be asked for', () => {
  expect([...actions]).toEqual([...auditedActions]);
});
