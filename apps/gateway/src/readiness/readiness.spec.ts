import type { Prerequisite, Readiness } from '#contracts';
import { Redactor } from '#platform';
import type { ApiProblem } from '../problems/api-problem';
import { Admission } from './admission';
import { GatewayReadiness } from './gateway-readiness';
import { ServiceReadiness, type AskedService } from './service-readiness';

const missing = (change: Partial<Prerequisite> = {}): Prerequisite => ({ name: 'GitHub token', ok: false, blocking: true, stages: ['publish'], code: 'credential.github_missing', detail: 'no token is set', remediation: 'Set GH_TOKEN.', ...change });
const readinessOf = (service: string, ...prerequisites: Prerequisite[]): Readiness => ({ service, worker: `${service}@h:1`, ok: prerequisites.every(({ ok }) => ok), prerequisites });
const run = { chain: ['discover', 'submit', 'apply', 'publish', 'finalize'], agent: 'codex-cloud' };
const problemOf = (attempt: Promise<unknown>) => attempt.then(() => undefined, (error: unknown) => (error as ApiProblem).parts);

/** `known` was answered a while ago, `now` is what an answer would be. */
function services(known: Partial<Record<AskedService, Readiness>>, now = known) {
  const asked: string[] = [];
  return { asked, known: (service: AskedService) => known[service], ask: async (service: AskedService) => { asked.push(service); return now[service]; } };
}

describe('a new run', () => {
  test('is accepted while no service answers: its work is kept', async () => {
    const silent = services({});
    await new Admission({ fullness: 0 }, silent).admit(run);
    expect(silent.asked).toEqual([]);
  });

  test('is refused with the code of what is missing for one of its stages', async () => {
    const admission = new Admission({ fullness: 0 }, services({ publisher: readinessOf('publisher', missing()) }));
    expect(await problemOf(admission.admit(run))).toMatchObject({ status: 503, code: 'credential.github_missing', remediation: 'Set GH_TOKEN.', retryAfterSeconds: 15 });
    await admission.admit({ ...run, chain: ['discover', 'submit', 'apply'] });
  });

  test('is accepted when what is missing keeps no stage from being carried out', async () => {
    await new Admission({ fullness: 0 }, services({ publisher: readinessOf('publisher', missing({ blocking: false })) })).admit(run);
  });

  test('is refused when its agent lacks something, and only then', async () => {
    const docker = missing({ name: 'Docker', code: 'docker.unavailable', blocking: false, stages: [], agents: ['codex-exec'], remediation: 'Start Docker.' });
    const admission = new Admission({ fullness: 0 }, services({ 'codex-runner': readinessOf('codex-runner', docker) }));
    expect(await problemOf(admission.admit({ ...run, agent: 'codex-exec' }))).toMatchObject({ status: 503, code: 'docker.unavailable', remediation: 'Start Docker.' });
    await admission.admit(run);
  });

  test('is accepted when what was missing is there now', async () => {
    await new Admission({ fullness: 0 }, services({ publisher: readinessOf('publisher', missing()) }, { publisher: readinessOf('publisher') })).admit(run);
  });

  test('for a queue is accepted when a runner of that queue answers and lacks nothing, whatever the common ones say', async () => {
    const lacking = readinessOf('codex-runner', missing({ stages: ['submit', 'apply'], code: 'codex.cli_missing' }));
    const ofQueues = (eu: Readiness | undefined, common: Readiness | undefined) => new Admission({ fullness: 0 }, { known: (service) => (service === 'codex-runner' ? common : undefined), ask: async (_service, queue) => (queue === 'eu' ? eu : common) });
    await ofQueues(readinessOf('codex-runner'), lacking).admit({ ...run, queue: 'eu' });
    expect(await problemOf(ofQueues(lacking, readinessOf('codex-runner')).admit({ ...run, queue: 'eu' }))).toMatchObject({ status: 503, code: 'codex.cli_missing' });
    expect(await problemOf(ofQueues(undefined, readinessOf('codex-runner')).admit({ ...run, queue: 'eu' }))).toMatchObject({ status: 503, code: 'queue.unserved' });
    await ofQueues(lacking, readinessOf('codex-runner')).admit(run);
  });

  test('is refused when the stream is four fifths full', async () => {
    await new Admission({ fullness: 0.79 }, services({})).admit(run);
    expect(await problemOf(new Admission({ fullness: 0.8 }, services({})).admit(run))).toMatchObject({ status: 503, code: 'stream.full' });
  });
});

test('a service that stops answering is not remembered as it was', async () => {
  let there = true;
  const readiness = new ServiceReadiness({ ask: async (_subject, _question, shape) => { if (!there) throw new Error('no answer'); return shape.parse(readinessOf('publisher')); } });
  await readiness.ask('publisher');
  expect(readiness.known('publisher')).toBeDefined();
  there = false;
  await readiness.ask('publisher');
  expect(readiness.known('publisher')).toBeUndefined();
  there = true;
  expect(await readiness.ask('publisher', 'eu')).toBeDefined();
  expect(readiness.known('publisher')).toBeUndefined();
});

test('readiness names what every service lacks, and is about the gateway alone', async () => {
  const own = { name: 'NATS', blocking: true, stages: [], ttlMs: 0, check: async () => ({ ok: true, detail: 'there' }) };
  const readiness = await new GatewayReadiness({ worker: 'w', redactor: new Redactor([]), checks: [own], services: services({ publisher: readinessOf('publisher', missing()) }) }).readiness();
  expect(readiness.ok).toBe(true);
  expect(readiness.prerequisites.filter(({ ok }) => !ok)).toEqual([
    expect.objectContaining({ name: 'discovery', code: 'service.no_answer', stages: ['discover'] }),
    expect.objectContaining({ name: 'codex-runner', code: 'service.no_answer' }),
    expect.objectContaining({ name: 'publisher: GitHub token', remediation: 'Set GH_TOKEN.' }),
    expect.objectContaining({ name: 'projection', code: 'service.no_answer' }),
  ]);
});
