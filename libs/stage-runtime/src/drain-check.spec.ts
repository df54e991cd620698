import type { Drain } from '#contracts';
import { PrerequisiteRegistry, Redactor, blockedStages } from '#platform';
import { beginningsOf, drainCheck, drainCheckName } from './drain-check';

const stages = ['submit', 'apply', 'prepare', 'specify', 'cleanup'];
const drain: Drain = { by: 'eve', at: '2026-01-01T00:00:00.000Z', reason: 'upgrade' };

test('while the installation is drained runs do not come to their agent, those under way go on, and the service is no less ready', async () => {
  let said: Drain | undefined | Error;
  const registry = new PrerequisiteRegistry('codex-runner', 'codex-runner@host:1', new Redactor([]));
  registry.register(drainCheck(beginningsOf(stages), { look: () => (said instanceof Error ? Promise.reject(said) : Promise.resolve(said)) }));
  const look = async () => { registry.forget(drainCheckName); return registry.readiness(); };
  expect([...blockedStages(await look())]).toEqual([]);
  said = drain;
  const drained = await look();
  expect([...blockedStages(drained)]).toEqual(['submit', 'prepare']);
  expect(drained).toMatchObject({ ok: true, prerequisites: [{ ok: false, code: 'brake.draining', detail: expect.stringContaining('upgrade') }] });
  said = new Error('NATS is away');
  expect([...blockedStages(await look())]).toEqual(['submit', 'prepare']);
  said = undefined;
  expect([...blockedStages(await look())]).toEqual([]);
});

test('a host that begins nothing holds nothing back', () => {
  expect(beginningsOf(['publish', 'finalize'])).toEqual([]);
});
