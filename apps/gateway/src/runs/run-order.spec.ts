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

test('an agent outside the allowed ones is refused, and one that is allowed but not there is unavailable', () => {
  expect(refusal({ agent: 'hal' })).toMatchObject({ status: 403, code: 'agent.not_allowed' });
  expect(refusal({ agent: 'hal' }, { allowedAgents: ['hal'] })).toMatchObject({ status: 400, code: 'workflow.unavailable', remediation: expect.stringContaining('codex-exec') });
});

test('an agent is asked for no more answers than it gives', () => {
  expect(order({ attempts: 4 }).request).toMatchObject({ agent: 'codex-cloud', attempts: 4 });
  expect(order({ agent: 'codex-exec' }).request).toMatchObject({ agent: 'codex-exec', attempts: 1 });
  expect(refusal({ agent: 'codex-exec', attempts: 2 })).toMatchObject({ status: 400, errors: [{ field: 'attempts', message: expect.stringContaining('codex-exec') }] });
});

test('a workflow without a chain is unavailable', () => {
  expect(refusal({ workflow: 'specify', specifyText: 'A shop.' })).toMatchObject({ status: 400, code: 'workflow.unavailable' });
});

test('a specification text beside another workflow is refused by name', () => {
  expect(refusal({ specifyText: 'A shop.' })).toMatchObject({ status: 400, errors: [{ field: 'specifyText' }] });
});
