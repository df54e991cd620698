// The facts of version 1 as they were written: whoever changes what they mean fails here, since streams hold them for half a year.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Fact } from '#contracts';
import { factStates } from '#contracts';
import { evolve } from '#domain';
import { NewerFact, UnreadableFact, decodeFact, encodeFact } from './fact-codec';

const folder = join(__dirname, '../../contracts/fixtures/v1');
const names = readdirSync(folder);
const read = (name: string): Fact => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Fact;
const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

describe('the facts of version 1', () => {
  it.each(names)('%s is read whole and written again to the letter', (name) => {
    const golden = read(name);
    expect(decodeFact(encode(golden))).toEqual(golden);
    expect(JSON.parse(new TextDecoder().decode(encodeFact(decodeFact(encode(golden)))))).toEqual(golden);
  });

  it('show every state there is', () => expect(new Set(names.map((name) => read(name).state))).toEqual(new Set(factStates)));

  const told = (story: readonly string[]) => story.map((name, index) => ({ sequence: index + 1, fact: read(`${name}.json`) })).reduce<ReturnType<typeof evolve> | undefined>(evolve, undefined);

  it('fold into the specification they tell of', () => {
    const run = told(['specify.requested', 'prepare.succeeded', 'specify.succeeded', 'plan.succeeded', 'tasks.succeeded', 'specify.published', 'cleanup.succeeded', 'specify.finalized']);
    expect(run).toMatchObject({ status: 'succeeded', phase: 'complete', featureKey: '004-wish-list', branchName: 'specline/004-wish-list/spec', prNumber: 8, agent: 'codex-exec', agentVersion: '0.169.0', codexTaskId: null });
    expect(run?.tasks.map((task) => `${task.taskName} ${task.status}`)).toEqual(['prepare', 'specify', 'plan', 'tasks', 'publish', 'cleanup', 'finalize'].map((stage) => `${stage} succeeded`));
    expect(run?.artifacts.map((artifact) => artifact.artifactType)).toEqual(expect.arrayContaining(['specification', 'agent_events', 'cleanup_report', 'run_summary']));
  });

  it('fold into a specification that came to nothing, whose later stages were left out', () => {
    const run = told(['specify.requested', 'prepare.succeeded', 'specify.nothing', 'cleanup.succeeded', 'specify.finalized']);
    expect(run?.tasks.map((task) => `${task.taskName} ${task.status}`)).toEqual(['prepare succeeded', 'specify succeeded', 'cleanup succeeded', 'finalize succeeded', 'plan skipped', 'tasks skipped', 'publish skipped']);
  });

  it('fold into the run they tell of', () => {
    const story = ['run.requested', 'discover.succeeded', 'submit.intended', 'submit.succeeded', 'apply.succeeded', 'publish.failed.itself', 'publish.failed', 'run.retried', 'publish.succeeded', 'finalize.succeeded'];
    const run = told(story);
    expect(run).toMatchObject({ status: 'succeeded', phase: 'complete', attempt: 3, prNumber: 7, codexTaskId: 'task_1', branchName: 'specline/003-cart/phase-2-cart', failure: null });
    expect(run?.tasks.filter((task) => task.taskName === 'publish').map((task) => task.status)).toEqual(['failed', 'failed', 'succeeded']);
  });

  it('say how long a stage waited for its agent, and those that do not are read as before', () => {
    const waited = (apply: string) => ['run.requested', 'discover.succeeded', 'submit.succeeded', apply].map((name, index) => ({ sequence: index + 1, fact: read(`${name}.json`) }))
      .reduce<ReturnType<typeof evolve> | undefined>(evolve, undefined)?.tasks.find(({ taskName }) => taskName === 'apply')?.payload.waitedMs;
    expect([waited('apply.succeeded.waited'), waited('apply.succeeded')]).toEqual([4200, undefined]);
  });
});

describe('what a newer release adds to version 1', () => {
  const again = (fact: unknown): unknown => JSON.parse(new TextDecoder().decode(encodeFact(decodeFact(encode(fact)))));
  /** The golden fact with a field of tomorrow in every object. */
  const withMore = (value: unknown): unknown => (Array.isArray(value) ? value.map(withMore) : typeof value === 'object' && value !== null
    ? { ...Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withMore(one)])), addedLater: { depth: 1 } } : value);

  it.each(names)('%s with fields that are unknown here is read, and carried on with them', (name) => {
    const newer = withMore(read(name));
    expect(again(newer)).toEqual(newer);
  });

  it('an artifact of a kind that is unknown here, wherever it stands, is kept under its name and hinders nobody', () => {
    const golden = read('apply.succeeded.json');
    const kind = 'review_of_tomorrow' as 'codex_patch';
    const newer = { ...golden, artifacts: [{ ...golden.artifacts![0]!, artifactType: kind }], context: { ...golden.context, apply: { ...golden.context.apply!, patch: { ...golden.context.apply!.patch, artifactType: kind } } } };
    expect(again(newer)).toEqual(newer);
    const run = [read('run.requested.json'), newer].map((fact, index) => ({ sequence: index + 1, fact: decodeFact(encode(fact)) })).reduce<ReturnType<typeof evolve> | undefined>(evolve, undefined);
    expect(run?.artifacts.map(({ artifactType }) => artifactType)).toContain(kind);
  });

  it('a kind that is no word, and anything else of another shape, makes it unreadable as ever', () => {
    const golden = read('apply.succeeded.json');
    expect(() => decodeFact(encode({ ...golden, artifacts: [{ ...golden.artifacts![0]!, artifactType: '../x' }] }))).toThrow(UnreadableFact);
    expect(() => decodeFact(encode({ ...golden, state: 'paused', artifacts: [{ ...golden.artifacts![0]!, artifactType: 'review_of_tomorrow' }] }))).toThrow(UnreadableFact);
  });

  it('a field that would be a prototype is left out', () => {
    const decoded = decodeFact(new TextEncoder().encode(JSON.stringify(read('run.requested.json')).replace('{', '{"__proto__":{"polluted":true},')));
    expect('polluted' in decoded).toBe(false);
  });
});

describe('what is no fact of this version', () => {
  const golden = read('run.requested.json');
  it('is left for a newer release when a newer one wrote it', () => expect(() => decodeFact(encode({ ...golden, v: 2, unknown: true }))).toThrow(NewerFact));
  it.each([
    ['no JSON', new TextEncoder().encode('{')], ['no UTF-8', new Uint8Array([0xff, 0xfe])], ['another shape', encode({ v: 1 })], ['no object', encode(3)],
    ['a run id that is a wildcard', encode({ ...golden, runId: '*' })], ['a lane with a wildcard', encode({ ...golden, lane: 'acme~>' })], ['a next that is two tokens', encode({ ...golden, next: 'a.b' })],
  ])('is refused with the reason: %s', (_what, data) => expect(() => decodeFact(data)).toThrow(UnreadableFact));
});
