import type { z } from 'zod';
import { InMemoryRunLog } from '#bus';
import { createRunSchema, environmentSubject, executionSubject, placeSubject, previewSubject, runPreviewSchema, writingPreviewSchema, type CreateRun, type Execution, type RunPreview } from '#contracts';
import { discovered, requested, runId } from '../../../../libs/contracts/fixtures/sample-facts';
import type { ApiProblem } from '../problems/api-problem';
import { answer } from '../stage-facts.fixture';
import { RunPreviews } from './run-previews';

let log: InMemoryRunLog;
let answers: Record<string, unknown>;
let asked: unknown[];
let previews: RunPreviews;

beforeEach(() => {
  log = new InMemoryRunLog();
  asked = [];
  answers = { [previewSubject]: { discover: discovered }, [environmentSubject]: { environment: 'env_1' } };
  previews = new RunPreviews({
    brakes: { holding: async () => [] },
    log, publicUrl: 'https://specline.example/', rules: { allowedRepositories: ['acme/*'], allowedAgents: [], defaultAgent: 'codex-cloud' },
    questions: {
      ask: <A extends z.ZodType>(subject: string, question: unknown, shape: A): Promise<z.infer<A>> => {
        asked.push(question);
        return subject in answers ? shape.parseAsync(answers[subject]) : Promise.reject(new Error('silence'));
      },
    },
  });
});
const bySkill: Execution = { selectedSkill: 'speckit', executionPath: 'skill', usedSkills: true, usedFallback: false, shadowModeRequested: false };
const bySpecline: Execution = { ...bySkill, executionPath: 'direct_fallback', usedSkills: false, usedFallback: true, why: 'there is no SKILL.md' };
const preview = async (change: Partial<CreateRun> = {}) => await previews.of(createRunSchema.parse({ repository: 'acme/web', ...change }), 'ada') as RunPreview;
const problemOf = (change: Partial<CreateRun> = {}) => preview(change).then(() => undefined, (error: unknown) => (error as ApiProblem).parts);

test('a preview says what would be asked, made and changed, and appends nothing', async () => {
  const shown = await preview({ featureKey: '003-cart', attempts: 2 });
  expect(runPreviewSchema.parse(shown)).toEqual(shown);
  expect(shown).toMatchObject({
    repository: 'acme/web', featureKey: '003-cart', baseBranch: 'main', phase: { slug: 'phase-2-cart' }, branchName: 'specline/003-cart/phase-2-cart', agent: 'codex-cloud', environment: 'env_1',
    execution: { executionPath: 'direct_only' }, chain: ['discover', 'submit', 'apply', 'publish', 'finalize'], running: null,
    pullRequest: { title: '003-cart: Phase 2: Cart', labels: ['specline'], body: expect.stringContaining('https://specline.example/runs/…') },
  });
  expect(shown.prompt).toMatch(/^\[specline:…\/1\] 003-cart: Phase 2: Cart\n/);
  expect(shown.effects).toHaveLength(4);
  expect(shown.effects[0]).toContain('of 2 attempts in the environment env_1');
  expect(asked).toContainEqual({ repository: 'acme/web', baseBranch: undefined, featureKey: '003-cart' });
  expect(log.all()).toEqual([]);
});

test('a preview shows the prompt of whom the runner would have the agent asked by', async () => {
  answers[executionSubject] = { executions: { submit: bySkill } };
  expect(await preview()).toMatchObject({ execution: bySkill, prompt: expect.stringContaining('$speckit-implement') });
  expect(asked).toContainEqual({ repository: 'acme/web', agent: 'codex-cloud', baseSha: discovered.baseSha, stages: ['submit'] });
  answers[executionSubject] = { executions: { submit: bySpecline } };
  const own = await preview();
  expect(own.execution).toEqual(bySpecline);
  expect(own.prompt).not.toContain('$speckit');
});

test('a preview says so when nobody knows whose prompt it would be, or what the run would fail with', async () => {
  expect((await preview()).execution.why).toContain('not known');
  answers[executionSubject] = { failure: { code: 'skill.missing', message: 'There is none.', remediation: 'Add it.', retryable: false } };
  expect(await problemOf()).toMatchObject({ status: 422, code: 'skill.missing', remediation: 'Add it.' });
});

const writing = async (change: Partial<CreateRun> = {}) => writingPreviewSchema.parse(await previews.of(createRunSchema.parse({ repository: 'acme/web', workflow: 'specify', specifyText: 'Wrap gifts $speckit-plan', ...change }), 'ada'));

test('a specification has a preview: its directory, its steps, whose prompts they would use, and what would come of it', async () => {
  const place = { featureKey: '004-wrap-gifts', baseBranch: 'main', baseSha: discovered.baseSha };
  answers = { [placeSubject]: { place }, [executionSubject]: { executions: { specify: bySkill, plan: bySpecline, tasks: bySkill } } };
  expect(await writing()).toMatchObject({
    workflow: 'specify', agent: 'codex-exec', ...place, featureDirectory: 'specs/004-wrap-gifts', branchName: 'specline/004-wrap-gifts/spec', executions: { specify: bySkill, plan: bySpecline, tasks: bySkill }, running: null,
    prompts: { specify: expect.stringMatching(/\$speckit-specify[\s\S]*> Wrap gifts \$ speckit-plan/), plan: expect.not.stringContaining('$speckit'), tasks: expect.stringContaining('$speckit-tasks') },
    effects: [expect.stringContaining(`codex-exec work in a job container on main at ${discovered.baseSha}`), expect.stringContaining('specline/004-wrap-gifts/spec'), expect.stringContaining('draft'), expect.stringContaining('label')],
  });
  expect(asked).toEqual([
    { repository: 'acme/web', baseBranch: undefined, featureKey: expect.stringMatching(/^wrap-gifts/) },
    { repository: 'acme/web', agent: 'codex-exec', baseSha: discovered.baseSha, stages: ['specify', 'plan', 'tasks'] },
  ]);
  expect(log.all()).toEqual([]);
});

test('the preview of a specification leaves its number open while no runner answers', async () => {
  answers = {};
  expect(await writing({ baseBranch: 'next' })).toMatchObject({ featureDirectory: expect.stringMatching(/^specs\/…-wrap-gifts/), baseBranch: 'next', baseSha: null, executions: { plan: { why: expect.stringContaining('not known') } } });
});

test('a specification that a run would refuse is refused in its preview, and the run on its way is named', async () => {
  answers = { [placeSubject]: { failure: { code: 'specify.feature_exists', message: 'It is there.', remediation: 'Name another.', retryable: false } } };
  expect(await problemOf({ workflow: 'specify', specifyText: 'x', featureKey: '001-x' })).toMatchObject({ status: 422, code: 'specify.feature_exists', remediation: 'Name another.' });
  answers = {};
  await log.append(requested(), { expectedSequence: 0 });
  expect((await writing({ featureKey: '003-cart' })).running).toEqual({ runId });
});

test('a dry run would give work to the agent and leave the repository alone', async () => {
  expect(await preview({ dryRun: true })).toMatchObject({ chain: ['discover', 'submit', 'apply'], pullRequest: null, effects: [expect.stringContaining('one task')] });
});

test('with nothing open there is no prompt, no pull request and no effect', async () => {
  answers[previewSubject] = { discover: { ...discovered, phase: null, openTasks: [], branchName: null } };
  expect(await preview()).toMatchObject({ phase: null, prompt: null, pullRequest: null, effects: [], chain: ['discover'] });
});

test('the run of the feature that is on its way is named until it is over', async () => {
  await log.append(requested(), { expectedSequence: 0 });
  expect((await preview()).running).toEqual({ runId });
  await answer(log, runId, { stage: 'discover', state: 'failed', next: 'none' });
  expect((await preview()).running).toBeNull();
});

test('an environment that nobody can name is null', async () => {
  answers = { [previewSubject]: { discover: discovered } };
  const { environment, effects } = await preview();
  expect(environment).toBeNull();
  expect(effects[0]).toContain('none is configured');
});

test('what a run would fail with is the answer, by who has to act', async () => {
  const failing = async (code: string, retryable: boolean) => {
    answers[previewSubject] = { failure: { code, message: 'It is so.', remediation: 'Do this.', retryable } };
    return problemOf();
  };
  expect(await failing('tasks_file.malformed', false)).toMatchObject({ status: 422, code: 'tasks_file.malformed', detail: 'It is so.', remediation: 'Do this.' });
  expect(await failing('repository.not_allowed', false)).toMatchObject({ status: 403 });
  expect(await failing('github.rate_limited', true)).toMatchObject({ status: 503, retryAfterSeconds: 15 });
  answers = {};
  expect(await problemOf()).toMatchObject({ status: 503, code: 'service.no_answer', detail: expect.stringContaining('discovery') });
});

test('what cannot be ordered is refused before anybody is asked', async () => {
  expect(await problemOf({ repository: 'globex/api' })).toMatchObject({ status: 403, code: 'repository.not_allowed' });
  expect(await problemOf({ featureKey: '../x' })).toMatchObject({ status: 400 });
  expect(asked).toEqual([]);
});
