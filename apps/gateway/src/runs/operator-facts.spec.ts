import { factSchema } from '#contracts';
import { artifact, context, discovered, fact, lane, requested, runId } from '../../../../libs/contracts/fixtures/sample-facts';
import { cancelledFact, contextBefore, requestedFact, retriedFact, type Speaking } from './operator-facts';

const speaking: Speaking = { id: '01990000-0000-7000-8000-0000000000f1', now: new Date('2026-01-02T03:04:05.000Z'), worker: 'gateway@test:1', actor: 'ada', traceId: 'f'.repeat(32) };
const prompt = artifact('codex_prompt');
const submitted = { agent: 'codex-cloud', agentVersion: '1', environment: 'env', taskId: 'task_1', taskUrl: 'https://codex.example/1', prompt, adopted: false };
const said = { actor: 'ada', stage: 'run', worker: 'gateway@test:1', at: '2026-01-02T03:04:05.000Z', traceId: 'f'.repeat(32) };

test('a request is a fact that its first stage has to act on', () => {
  const made = requestedFact({ runId, lane, context: { ...context, chain: ['discover', 'submit'] }, requestDigest: 'sha256:1' }, speaking);
  expect(factSchema.parse(made)).toMatchObject({ ...said, state: 'requested', next: 'discover', attempt: 1, trigger: 0, runId, lane, requestDigest: 'sha256:1' });
});

test('a retry is a fact that the resumed stage has to act on, in the next attempt', () => {
  const failed = { sequence: 7, fact: fact({ stage: 'apply', state: 'failed', next: 'none', attempt: 2 }) };
  const made = retriedFact(failed, { stage: 'submit', attempt: 3, trigger: 7, context, taskId: 'task_9', notes: 'again', artifact: artifact('retry_context', 'run', 3) }, speaking);
  expect(factSchema.parse(made)).toMatchObject({
    ...said, state: 'retried', next: 'submit', attempt: 3, trigger: 7, notes: 'again', retry: { mode: 'resume_failed_task', stage: 'submit', taskId: 'task_9' }, artifacts: [{ artifactType: 'retry_context' }],
  });
});

test('a run with a queue begins at discovery as every other, and is resumed in its queue', () => {
  const queued = { ...context, request: { ...context.request, queue: 'eu' } };
  expect(requestedFact({ runId, lane, context: { ...queued, chain: ['discover', 'submit'] }, requestDigest: 'x' }, speaking).next).toBe('discover');
  const failed = { sequence: 7, fact: fact({ stage: 'apply', state: 'failed', next: 'none', context: queued }) };
  const resumed = (stage: string) => retriedFact(failed, { stage, attempt: 2, trigger: 7, context: queued, artifact: artifact('retry_context') }, speaking);
  expect(['submit', 'apply', 'publish'].map((stage) => resumed(stage).next)).toEqual(['submit@eu', 'apply@eu', 'publish']);
  expect(resumed('submit').retry?.stage).toBe('submit');
});

test('a cancel is a fact that nobody has to act on and that keeps the context', () => {
  const running = { sequence: 3, fact: fact({ stage: 'discover', state: 'succeeded', next: 'submit', context: { ...context, discover: discovered } }) };
  expect(factSchema.parse(cancelledFact(running, 'wrong feature', speaking))).toMatchObject({ ...said, state: 'cancelled', next: 'none', attempt: 1, trigger: 3, notes: 'wrong feature', context: { discover: { baseSha: discovered.baseSha } } });
});

test('a cancel in the pause before a retry ends the attempt that would have come', () => {
  const pausing = { sequence: 3, fact: fact({ stage: 'discover', state: 'failed', next: 'discover', attempt: 1 }) };
  expect(cancelledFact(pausing, undefined, speaking)).toMatchObject({ attempt: 2, trigger: 3 });
});

test('without a trace or a reason there is no such field', () => {
  const made = cancelledFact({ sequence: 1, fact: requested() }, undefined, { ...speaking, traceId: undefined });
  expect(Object.keys(made)).not.toEqual(expect.arrayContaining(['traceId']));
  expect(Object.keys(made)).not.toEqual(expect.arrayContaining(['notes']));
});

test('a stage that is started again gets what earlier stages produced, and neither its own output nor later ones', () => {
  const whole = { ...context, discover: discovered, submit: submitted };
  expect(contextBefore('submit', whole)).toEqual({ ...context, discover: discovered });
  expect(contextBefore('apply', whole)).toEqual(whole);
  expect(contextBefore('discover', whole)).toEqual(context);
});
