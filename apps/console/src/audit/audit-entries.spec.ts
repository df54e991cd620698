import { createElement } from 'react';
import type { AuditEntry } from '#contracts';
import { ApiFailure } from '../api/api-failure';
import { drawn, wordsOf } from '../drawn.fixture';
import { AuditEntries, type AuditLogState } from './audit-entries';

// There is no router where nobody goes anywhere.
jest.mock('@tanstack/react-router', () => ({ Link: 'a' }));

const entry: AuditEntry = {
  id: '0e4f1c9e-5a0b-4f0e-9a51-6d1f0c3f7a10', at: '2026-01-05T10:00:00.000Z', action: 'run.cancel', actor: { name: 'ada', role: 'operator', signedIn: 'token', vouchedBy: 'token_list' },
  target: { repository: 'acme/web', featureKey: '003-cart', runId: null, artifactId: null, deliveryId: null }, reason: 'wrong branch',
  asked: null, before: { status: 'running' }, after: { status: 'cancelled' }, outcome: 'accepted', status: 202, requestId: null, traceId: null,
};
const refused = new ApiFailure({ type: 'about:blank', title: 'x', status: 503, code: 'bus.unavailable', detail: 'The message bus does not answer.', remediation: 'Ask again.' });
const page = (...items: AuditEntry[]) => ({ pages: [{ items }], pageParams: [null] });
const shown = (state: Partial<AuditLogState>, filtered = false): string => wordsOf(drawn(createElement(AuditEntries, {
  filtered, log: { data: undefined, error: null, isPending: false, hasNextPage: false, isFetchingNextPage: false, isFetchNextPageError: false, fetchNextPage: () => undefined, refetch: () => undefined, ...state },
})));

test('while the log is on its way that is said, and nothing else', () => {
  expect(shown({ isPending: true })).toBe('Loading the audit log …');
});

test('a log without entries says what would be in it, or that the filters leave nothing', () => {
  expect(shown({ data: page() })).toMatch(/^Nobody has done anything yet/);
  expect(shown({ data: page() }, true)).toBe('No entry fits these filters Show all entries');
  expect(shown({ data: page(), hasNextPage: true }, true)).toBe('None of the newest entries fits these filters Search older entries');
});

test('what was refused is told with its code, what to do and a way to try again, and is not called empty', () => {
  expect(shown({ error: refused })).toBe('The message bus does not answer. Ask again. Try again bus.unavailable');
});

test('entries stay when the older ones cannot be had', () => {
  const words = shown({ data: page(entry), error: refused, hasNextPage: true, isFetchNextPageError: true });
  expect(words).toMatch(/bus\.unavailable.*ada operator run\.cancel.*accepted status: running → cancelled wrong branch Show older entries$/);
});
