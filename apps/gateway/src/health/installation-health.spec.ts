import { healthSchema, type Readiness } from '#contracts';
import { Redactor, type Check } from '#platform';
import { GatewayReadiness } from '../readiness/gateway-readiness';
import type { AskedService } from '../readiness/service-readiness';
import { InstallationHealth } from './installation-health';

const now = new Date('2026-01-01T00:00:00.000Z');
const check = (change: Partial<Check> = {}): Check => ({ name: 'NATS', blocking: true, stages: [], ttlMs: 0, check: async () => ({ ok: true, detail: 'there' }), ...change });
const answers: Partial<Record<AskedService, Readiness>> = {
  discovery: { service: 'discovery', worker: 'discovery@h:1', ok: true, prerequisites: [{ name: 'GitHub token', ok: true, detail: 'set', blocking: false, stages: ['discover'], details: { remaining: 4999 }, checkedAt: '2025-12-31T23:59:00.000Z' }] },
  'codex-runner': { service: 'codex-runner', worker: 'codex-runner@h:2', ok: true, prerequisites: [], versions: { codex: '0.1.0', git: '2.47.0' } },
};
const away = <T>(): Promise<T> => Promise.reject(new Error('away'));

function healthOf(checks: Check[] = [check()], change: object = {}) {
  const readiness = new GatewayReadiness({ worker: 'gateway@h:3', redactor: new Redactor([]), checks, services: { known: (service) => answers[service] } });
  return new InstallationHealth({
    readiness, now: () => now, log: { state: async () => ({ firstSequence: 5, lastSequence: 100, bytes: 10, maxBytes: 1000, fullness: 0.01 }) },
    rows: { cursor: async () => 98, serverVersion: async () => '18.1' }, bus: { serverVersion: '2.12.0', lags: async () => [{ consumer: 'stage-submit', stage: 'submit', pending: 3, held: 1 }] }, ...change,
  }).look();
}

test('every check of every service is there with what to do, and what was measured', async () => {
  const health = await healthOf();
  expect(healthSchema.parse(health)).toEqual(health);
  expect(health.checks.map(({ service, name, ok }) => [service, name, ok])).toEqual([
    ['gateway', 'NATS', true], ['discovery', 'discovery', true], ['discovery', 'GitHub token', true], ['codex-runner', 'codex-runner', true], ['publisher', 'publisher', false], ['projection', 'projection', false],
  ]);
  expect(health.checks[2]).toMatchObject({ worker: 'discovery@h:1', details: { remaining: 4999 }, checkedAt: '2025-12-31T23:59:00.000Z', code: null });
  expect(health.checks[4]).toMatchObject({ worker: null, code: 'service.no_answer', remediation: expect.stringContaining('Start publisher'), stages: ['publish', 'finalize'], checkedAt: now.toISOString() });
  expect(health.ok).toBe(false);
});

test('lag, stream, projection and versions are told', async () => {
  expect(await healthOf()).toMatchObject({
    lag: [{ consumer: 'stage-submit', pending: 3, held: 1 }], stream: { fullness: 0.01, bytes: 10, maxBytes: 1000, firstSequence: 5, lastSequence: 100 }, projection: { cursor: 98, behind: 2 },
    versions: { specline: expect.any(String), node: process.versions.node, codex: '0.1.0', git: '2.47.0', 'nats-server': '2.12.0', postgres: '18.1' },
  });
});

test('with NATS and PostgreSQL away the rest is told', async () => {
  const health = await healthOf([check({ check: async () => ({ ok: false, code: 'bus.unavailable', detail: 'away', remediation: 'Start it.' }) })], {
    log: { state: away }, rows: { cursor: away, serverVersion: away }, bus: { serverVersion: undefined, lags: away },
  });
  expect(health).toMatchObject({ ok: false, lag: [], stream: null, projection: null, checks: [{ code: 'bus.unavailable' }, {}, {}, {}, {}, {}] });
  expect(health.versions['postgres']).toBeUndefined();
});
