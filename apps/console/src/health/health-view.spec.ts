import type { HealthCheck } from '#contracts';
import { checksByNeed, detailWords } from './health-view';

const check = (name: string, ok: boolean, blocking: boolean): HealthCheck => ({ service: 's', worker: null, name, ok, blocking, code: null, detail: '', remediation: null, stages: [], agents: [], checkedAt: '', details: {} });

test('what blocks work stands first, then what fails, then what is well', () => {
  expect(checksByNeed([check('well', true, true), check('fails', false, false), check('blocks', false, true), { ...check('a workflow lacks it', false, true), optional: true }]).map(({ name }) => name)).toEqual(['blocks', 'a workflow lacks it', 'fails', 'well']);
});

test('what was measured is told in words', () => {
  expect(detailWords({ freeBytes: 5, loginRefreshedAt: '2026-01-01T00:00:00.000Z', remaining: 4999, fine: true }, () => 'then')).toEqual(['login refreshed at then', 'remaining 4999', 'fine true']);
});
