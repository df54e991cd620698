import { createRunSchema } from '#contracts';
import { context } from '../../../../libs/contracts/fixtures/sample-facts';
import { restartBody } from './restart';

const { request } = context;

test('a restart orders the same again, as a body that POST would take', () => {
  const body = restartBody({ context: { ...context, request: { ...request, baseBranch: 'next', externalRef: 'X-1', notes: 'old', attempts: 2, queue: 'eu' } } });
  expect(createRunSchema.parse(body)).toMatchObject({ repository: 'acme/web', featureKey: '003-cart', baseBranch: 'next', externalRef: 'X-1', notes: 'old', attempts: 2, agent: 'codex-cloud', queue: 'eu' });
});

test('new notes take the place of the old ones', () => {
  expect(restartBody({ context: { ...context, request: { ...request, notes: 'old' } } }, { notes: 'new' }).notes).toBe('new');
});

test('a feature that nobody could name is looked for again', () => {
  expect(restartBody({ context: { ...context, request: { ...request, featureKey: '_' } } }).featureKey).toBeUndefined();
});

test('a specification is ordered with its text and the same words', () => {
  const body = restartBody({ context: { ...context, request: { ...request, workflow: 'specify', featureKey: 'wish-list', agent: 'codex-exec' } } }, { specifyText: 'A wish list' });
  expect(createRunSchema.parse(body)).toMatchObject({ workflow: 'specify', featureKey: 'wish-list', specifyText: 'A wish list', agent: 'codex-exec' });
});
