import type { z } from 'zod';
import { InMemoryRunLog } from '#bus';
import { createRunSchema, laneOf, type CreateRun } from '#contracts';
import { artifact } from '../../../../libs/contracts/fixtures/sample-facts';
import { answer, deaf } from '../stage-facts.fixture';
import { ApiProblem } from '../problems/api-problem';
import { Admission } from '../readiness/admission';
import { Lanes } from './lane-claim';
import { RunCreation } from './run-creation';

const body = (change: Partial<CreateRun> = {}): CreateRun => createRunSchema.parse({ repository: 'Acme/Web', featureKey: '003-cart', ...change });
const problemOf = (attempt: Promise<unknown>) => attempt.then(() => undefined, (error: unknown) => (error as ApiProblem).parts);
const all = { principal: 'ada' };

let log: InMemoryRunLog;
let asked: unknown[];
let feature: unknown;
let creation: RunCreation;
let kept: Map<string, string>;
let brakes: { starting?: ApiProblem; feature?: ApiProblem; repository?: ApiProblem };
const hold = (problem: ApiProblem | undefined): void => { if (problem) throw problem; };
const held = (status: number, code: string) => new ApiProblem({ status, code, detail: 'It holds.', remediation: 'Release it.' });
beforeEach(() => {
  log = new InMemoryRunLog();
  asked = [];
  kept = new Map();
  brakes = {};
  feature = { featureKey: '007-found' };
  creation = new RunCreation({
    log, lanes: new Lanes(log, deaf), worker: 'gateway@test:1', rules: { allowedRepositories: [], allowedAgents: [], defaultAgent: 'codex-cloud' },
    admission: new Admission({ fullness: 0 }, { known: () => undefined, ask: async () => undefined }),
    brakes: { requireStarting: () => hold(brakes.starting), requireFeature: async () => hold(brakes.feature), requireReviewed: async () => hold(brakes.repository) },
    texts: { keep: async (runId, text) => { kept.set(runId, text); return artifact('specification', 'run'); }, read: async () => [...kept.values()].at(-1) ?? '' },
    questions: {
      ask: <A extends z.ZodType>(_subject: string, question: unknown, shape: A): Promise<z.infer<A>> => {
        asked.push(question);
        return feature instanceof Error ? Promise.reject(feature) : shape.parseAsync(feature);
      },
    },
  });
});

test('a run takes its lane with its first fact', async () => {
  const { begun, isNew } = await creation.create(body(), all);
  expect(isNew).toBe(true);
  expect(begun.fact).toMatchObject({ lane: laneOf('acme/web', '003-cart'), state: 'requested', next: 'discover', actor: 'ada', context: { request: { createdBy: 'ada', featureKey: '003-cart' } } });
  expect(asked).toEqual([]);
});

test('a run for a queue that nobody serves is refused, with what to do', async () => {
  expect(await problemOf(creation.create(body({ queue: 'moon' }), all))).toMatchObject({ status: 503, code: 'queue.unserved', remediation: expect.stringContaining('SPEC_WORKFLOW_CODEX_QUEUE=moon') });
  expect(log.all()).toEqual([]);
});

test('of many requests for one feature, in any spelling of the repository, one becomes a run and the others hear its id', async () => {
  const answers = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => creation.create(body({ repository: index % 2 ? 'acme/web' : 'ACME/WEB' }), all)));
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const [first] = log.all();
  for (const one of answers) if (one.status === 'rejected') expect((one.reason as ApiProblem).parts).toMatchObject({ status: 409, code: 'run.in_progress', runId: first?.fact.runId });
  expect(log.all()).toHaveLength(1);
});

test('when the lane\'s run is over the next one may begin', async () => {
  const { begun } = await creation.create(body(), all);
  await answer(log, begun.fact.runId, { stage: 'discover', state: 'succeeded', next: 'none', outcome: 'no_work' });
  expect((await creation.create(body(), all)).isNew).toBe(true);
});

test('an announced call keeps the lane although nobody has to act on it', async () => {
  const { begun } = await creation.create(body(), all);
  await answer(log, begun.fact.runId, { stage: 'submit', state: 'intended', next: 'none' });
  expect(await problemOf(creation.create(body(), all))).toMatchObject({ code: 'run.in_progress' });
});

test('fifty requests with one key are one run, later ones too', async () => {
  const keyed = { ...all, idempotencyKey: 'k1' };
  const answers = await Promise.all(Array.from({ length: 50 }, () => creation.create(body(), keyed)));
  expect(new Set(answers.map(({ begun }) => begun.fact.runId)).size).toBe(1);
  expect(answers.filter(({ isNew }) => isNew)).toHaveLength(1);
  const [{ begun } = { begun: undefined }] = answers;
  await answer(log, begun?.fact.runId ?? '', { stage: 'discover', state: 'succeeded', next: 'none', outcome: 'no_work' });
  await creation.create(body(), all);
  expect(await creation.create(body(), keyed)).toMatchObject({ isNew: false, begun: { sequence: 1 } });
});

test('a key used with another body is refused, and so is another run under a new key', async () => {
  await creation.create(body(), { ...all, idempotencyKey: 'k1' });
  expect(await problemOf(creation.create(body({ notes: 'other' }), { ...all, idempotencyKey: 'k1' }))).toMatchObject({ status: 409, code: 'idempotency.conflict' });
  expect(await problemOf(creation.create(body(), { ...all, idempotencyKey: 'k2' }))).toMatchObject({ status: 409, code: 'run.in_progress' });
});

test('a feature that was not named is asked for', async () => {
  const { begun } = await creation.create(body({ featureKey: undefined, baseBranch: 'next' }), all);
  expect(asked).toEqual([{ repository: 'Acme/Web', baseBranch: 'next' }]);
  expect(begun.fact.context.request.featureKey).toBe('007-found');
});

test.each([
  ['says why it cannot tell', { failure: { code: 'feature.ambiguous', message: 'two', remediation: 'name one', retryable: false } }],
  ['does not answer', new Error('no answer')],
  ['answers something that is no name', { featureKey: '../../x' }],
])('when discovery %s the run begins without a feature and fails there with the reason', async (_case, said) => {
  feature = said;
  const { begun } = await creation.create(body({ featureKey: undefined }), all);
  expect(begun.fact).toMatchObject({ lane: laneOf('acme/web', '_'), context: { request: { featureKey: '_' } } });
});

test('a refused order asks and stores nothing', async () => {
  expect(await problemOf(creation.create(body({ repository: 'http://localhost:8222', featureKey: undefined }), all))).toMatchObject({ status: 400 });
  expect(asked).toEqual([]);
  expect(log.all()).toEqual([]);
});

describe('a specification', () => {
  const wanted = { workflow: 'specify', featureKey: undefined, specifyText: 'Add a wish list' } as const;

  test('takes the lane of its words, begins with prepare, and its text is an artifact that the facts only name', async () => {
    const { begun } = await creation.create(body(wanted), all);
    expect(begun.fact).toMatchObject({
      lane: laneOf('acme/web', 'wish-list'), next: 'prepare', artifacts: [{ artifactType: 'specification' }],
      context: { chain: ['prepare', 'specify', 'plan', 'tasks', 'publish', 'cleanup', 'finalize'], request: { featureKey: 'wish-list', agent: 'codex-exec', specification: { artifactType: 'specification' } } },
    });
    expect([...kept]).toEqual([[begun.fact.runId, 'Add a wish list']]);
    expect(JSON.stringify(begun.fact)).not.toContain('Add a wish list');
    expect(asked).toEqual([]);
  });

  test('dry publishes nothing and cleans up', async () => {
    expect((await creation.create(body({ ...wanted, dryRun: true }), all)).begun.fact.context.chain).toEqual(['prepare', 'specify', 'plan', 'tasks', 'cleanup', 'finalize']);
  });

  test('is started again with its text', async () => {
    const { begun } = await creation.create(body(wanted), all);
    await answer(log, begun.fact.runId, { stage: 'prepare', state: 'failed', next: 'none' });
    const again = await creation.restart(begun, 'again', 'bob');
    expect(again.begun.fact.context.request).toMatchObject({ workflow: 'specify', restartOf: begun.fact.runId, notes: 'again', createdBy: 'bob' });
    expect(kept.get(again.begun.fact.runId)).toBe('Add a wish list');
  });

  test.each([
    ['no text', { specifyText: undefined }, 'specifyText'], ['an empty text', { specifyText: ' \n' }, 'specifyText'],
    ['an agent that works elsewhere', { agent: 'codex-cloud' }, 'agent'], ['an agent that nobody knows', { agent: 'hal' }, 'agent'],
    ['several attempts', { attempts: 2 }, 'attempts'], ['a text for the other workflow', { workflow: 'next-phase', featureKey: '003-cart' }, 'specifyText'],
  ] as const)('with %s is refused by name', async (_what, change, field) => {
    expect(await problemOf(creation.create(body({ ...wanted, ...change }), all))).toMatchObject({ status: 400, errors: [{ field }] });
    expect(log.all()).toEqual([]);
  });
});

describe('a brake that holds', () => {
  test('refuses a run of a feature that had one, not its first, and not one that a person starts again', async () => {
    brakes.feature = held(409, 'brake.no_progress');
    const { begun } = await creation.create(body(), all);
    await answer(log, begun.fact.runId, { stage: 'discover', state: 'succeeded', next: 'none', outcome: 'no_work' });
    expect(await problemOf(creation.create(body(), all))).toMatchObject({ code: 'brake.no_progress' });
    expect(log.all()).toHaveLength(2);
    expect((await creation.restart(begun, undefined, 'ada')).isNew).toBe(true);
  });

  test('says of a run under way that it is under way', async () => {
    await creation.create(body(), all);
    brakes.feature = held(409, 'brake.no_progress');
    expect(await problemOf(creation.create(body(), all))).toMatchObject({ code: 'run.in_progress' });
  });

  test('for the whole repository refuses the first run of a feature too', async () => {
    brakes.repository = held(409, 'brake.unreviewed_pull_requests');
    expect(await problemOf(creation.create(body(), all))).toMatchObject({ code: 'brake.unreviewed_pull_requests' });
    expect(log.all()).toEqual([]);
  });

  test('does not refuse the same request that was accepted before', async () => {
    const { begun } = await creation.create(body(), { ...all, idempotencyKey: 'k' });
    brakes = { feature: held(409, 'brake.no_progress'), repository: held(409, 'brake.unreviewed_pull_requests') };
    expect(await creation.create(body(), { ...all, idempotencyKey: 'k' })).toMatchObject({ begun, isNew: false });
  });

  test('of the whole installation refuses everything that would begin, a restart too', async () => {
    const { begun } = await creation.create(body(), all);
    await answer(log, begun.fact.runId, { stage: 'discover', state: 'succeeded', next: 'none', outcome: 'no_work' });
    brakes.starting = held(503, 'brake.draining');
    expect(await problemOf(creation.create(body({ featureKey: '004-other' }), all))).toMatchObject({ status: 503, code: 'brake.draining' });
    expect(await problemOf(creation.restart(begun, undefined, 'ada'))).toMatchObject({ code: 'brake.draining' });
  });
});
