import { createRunSchema } from './http';
import { inQueue, readTrigger, triggerToken } from './queue';
import { stageNames, stagesOf } from './stage-catalogue';

test('only the stages of a runner wait in a queue', () => {
  const queued = stageNames.filter((stage) => triggerToken(stage, { queue: 'eu' }) === `${stage}@eu`);
  expect(queued).toEqual(stagesOf('codex-runner'));
  for (const stage of [...stageNames.filter((one) => !queued.includes(one)), 'retired', 'none']) expect(triggerToken(stage, { queue: 'eu' })).toBe(stage);
});

test('without a queue every stage is named by itself', () => {
  for (const stage of stageNames) expect(triggerToken(stage, {})).toBe(stage);
});

test('a trigger tells stage and queue', () => {
  expect(readTrigger('submit@eu')).toEqual({ stage: 'submit', queue: 'eu' });
  expect(readTrigger('publish')).toEqual({ stage: 'publish' });
  expect(readTrigger('none')).toEqual({ stage: 'none' });
});

test('the runners of a queue are asked on a subject of their own', () => {
  expect(inQueue('ask.codex-runner.readiness', 'eu')).toBe('ask.codex-runner.readiness.eu');
  expect(inQueue('ask.codex-runner.readiness', undefined)).toBe('ask.codex-runner.readiness');
});

test.each(['', 'EU', 'eu.west', 'eu west', 'a@b', '*', '>', 'x'.repeat(33), 'ü'])('%j is no name of a queue', (queue) => {
  expect(createRunSchema.safeParse({ repository: 'acme/web', queue }).success).toBe(false);
});
