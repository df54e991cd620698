import { createRunSchema } from '#contracts';
import { ApiProblem } from '../problems/api-problem';
import { orderOf, type OrderRules } from './run-order';

const rules: OrderRules = { allowedRepositories: ['acme/*'], allowedAgents: ['codex-cloud', 'codex-exec'], defaultAgent: 'codex-cloud' };
const order = (body: object, change: Partial<OrderRules> = {}) => orderOf(createRunSchema.parse({ repository: 'acme/web', ...body }), { ...rules, ...change });
const refusal = (body: object, change: Partial<OrderRules> = {}) => {
  try {
    order(body, change);
  } catch (error) {
    if (error instanceof ApiProblem) return error.parts;
    throw error;
  }
  return undefined;
};

test('an order takes the default agent and the whole chain, and leaves out what was not said', () => {
  expect(order({})).toEqual({
    chain: ['discover', 'submit', 'apply', 'publish', 'finalize'], featureKey: undefined,
    request: { repository: 'acme/web', workflow: 'next-phase', agent: 'codex-cloud', attempts: 1, dryRun: false },
  });
});

test('a queue goes with the order', () => {
  expect(order({ queue: 'eu' }).request.queue).toBe('eu');
});

test('a dry run ends before the first effect on the repository', () => {
  expect(order({ dryRun: true }).chain).toEqual(['discover', 'submit', 'apply']);
});

test.each([
  'https://169.254.169.254/x', 'http://localhost:8222', 'https://github.com@evil/x', '2130706433/x:80', '--upload-pack=touch x', '-u./x', 'ext::sh -c id', 'file:///etc', '../../x',
  'acme/..', 'acme/%2e%2e', 'acme/web%00', 'acme/web\n', 'acme/web.git', 'acme/web/x', 'acme', `acme/${'w'.repeat(130)}`, 'acmé/web',
])('the repository %j is refused by name', (repository) => {
  expect(refusal({ repository }, { allowedRepositories: [] })).toMatchObject({ status: 400, errors: [{ field: 'repository' }] });
});

test.each(['main\u3000;id', '$(id)', '`id`', 'a;id', '-d', 'refs/heads/main', 'x.lock', '@{-1}', 'a..b', 'HEAD'])('the base branch %j is refused by name', (baseBranch) => {
  expect(refusal({ baseBranch })).toMatchObject({ status: 400, errors: [{ field: 'baseBranch' }] });
});

test.each(['_', '..', '../x', 'a/b', '.specify', 'a b', '-x', 'a.', 'x\u0000', '>', '*'])('the feature %j is refused by name', (featureKey) => {
  expect(refusal({ featureKey })).toMatchObject({ status: 400, errors: [{ field: 'featureKey' }] });
});

test('a repository outside the allowed ones is refused with its own code', () => {
  expect(refusal({ repository: 'globex/api' })).toMatchObject({ status: 403, code: 'repository.not_allowed' });
});

test('an agent outside the allowed ones is refused, and so is one that nobody knows', () => {
  expect(refusal({ agent: 'claude-code' })).toMatchObject({ status: 403, code: 'agent.not_allowed' });
  expect(refusal({ agent: 'hal' })).toMatchObject({ status: 403, code: 'agent.not_allowed' });
});

test('an agent that is allowed but that no release has is refused by name', () => {
  expect(refusal({ agent: 'hal' }, { allowedAgents: ['hal'] })).toMatchObject({ status: 400, errors: [{ field: 'agent', message: expect.stringContaining('codex-exec') }] });
});

test('an agent that works in a container carries out phases and writes specifications, and gives one answer', () => {
  expect(order({ agent: 'codex-exec' }).request).toMatchObject({ workflow: 'next-phase', agent: 'codex-exec', attempts: 1 });
  expect(refusal({ agent: 'codex-exec', attempts: 2 })).toMatchObject({ status: 400, errors: [{ field: 'attempts', message: expect.stringContaining('codex-exec') }] });
  expect(order({ agent: 'codex-cloud', attempts: 4 }).request).toMatchObject({ agent: 'codex-cloud', attempts: 4 });
  expect(refusal({ workflow: 'specify', specifyText: 'A shop.', agent: 'codex-exec', attempts: 2 })).toMatchObject({ status: 400, errors: [{ field: 'attempts' }] });
});

test('a specification text beside another workflow is refused by name', () => {
  expect(refusal({ specifyText: 'A shop.' })).toMatchObject({ status: 400, errors: [{ field: 'specifyText' }] });
});
