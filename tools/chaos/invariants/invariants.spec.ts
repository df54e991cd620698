// Each invariant on made-up evidence: it holds for a run as it should be and finds what is broken.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InMemoryRunLog } from '#bus';
import type { Fact } from '#contracts';
import { laneOf, nobody } from '#contracts';
import { context, fact, requested, runId } from '../../../libs/contracts/fixtures/sample-facts';
import type { Scene } from '../scene';
import { effectsOnce } from './effects-once';
import type { Evidence, ExaminedRun } from './invariant';
import { lanesFree } from './lanes-free';
import { noSecret } from './no-secret';
import { nothingLeft } from './nothing-left';
import { oneEnd } from './one-end';
import { rightEnds } from './right-ends';
import { stagesOnce } from './stages-once';

const success = (stage: string, place: number): Fact => fact({ stage, state: 'succeeded', next: context.chain[place + 1] ?? nobody, ...(place === 4 ? { outcome: 'succeeded' as const } : {}) });
const whole = [requested(), ...context.chain.map(success)];
const once = { tasks: 1, branches: 1, pullRequests: 1 };

function evidence(facts: readonly Fact[], effects = once): Evidence {
  const run: ExaminedRun = { id: runId, featureKey: '003-cart', askedAt: 0, facts: facts.map((one, index) => ({ sequence: index + 1, fact: one })), effects };
  return { scene: {} as Scene, runs: [run], wrongAnswers: [] };
}

it('a run as it should be breaks nothing', () => {
  for (const invariant of [oneEnd, rightEnds, effectsOnce, stagesOnce]) expect(invariant(evidence(whole))).toEqual([]);
});

it('a run without end, with two ends, or with a fact after its end is found', () => {
  expect(oneEnd(evidence(whole.slice(0, -1)))).toEqual([expect.stringContaining('0 ends')]);
  expect(oneEnd(evidence([...whole, whole.at(-1)!]))).toEqual([expect.stringContaining('2 ends')]);
  expect(oneEnd(evidence([...whole, success('publish', 3)]))).toEqual([expect.stringContaining('publish.succeeded')]);
  expect(oneEnd(evidence([]))).toEqual([expect.stringContaining('no facts')]);
});

it('a run that failed is found, unless a fault was aimed at it or a person must look; so is one that a fault should have ended', () => {
  const failing = (code: string) => fact({ stage: 'submit', state: 'failed', next: nobody, failure: { code, retryable: false, message: 'm', remediation: 'r' } });
  const look = (code: string, shallFailWith?: string) => {
    const { runs: [run], ...rest } = evidence([...whole.slice(0, 2), failing(code)]);
    return rightEnds({ ...rest, runs: [{ ...run!, shallFailWith }] });
  };
  expect(look('worker.crash_loop')).toEqual([expect.stringContaining('came to worker.crash_loop')]);
  expect(look('worker.crash_loop', 'worker.crash_loop')).toEqual([]);
  expect(look('submit.unclear')).toEqual([]);
  expect(look('submit.unclear', 'worker.crash_loop')).toEqual([expect.stringContaining('instead of worker.crash_loop')]);
});

it('a second task, branch or pull request is found, and a missing one when the run succeeded', () => {
  expect(effectsOnce(evidence(whole, { ...once, tasks: 2 }))).toEqual([expect.stringContaining('2 tasks')]);
  expect(effectsOnce(evidence(whole, { ...once, pullRequests: 0 }))).toEqual([expect.stringContaining('0 pullRequests')]);
  expect(effectsOnce(evidence(whole.slice(0, 3), { ...once, pullRequests: 0 }))).toEqual([]);
});

it('a stage that succeeded twice, and a success that a stage is missing from, are found', () => {
  expect(stagesOnce(evidence([...whole.slice(0, 3), success('submit', 1), ...whole.slice(3)]))).toEqual([expect.stringContaining('submit/1 succeeded more than once')]);
  expect(stagesOnce(evidence(whole.filter(({ stage }) => stage !== 'apply')))).toEqual([expect.stringContaining('without apply')]);
});

it('a feature that is still held is found', async () => {
  const log = new InMemoryRunLog();
  const lane = laneOf('acme/web', '003-cart');
  const look = () => lanesFree({ ...evidence(whole), scene: { log, world: { repository: 'acme/web' } } as unknown as Scene });
  const first = await log.append(requested({ lane }), { expectedSequence: 0 });
  expect(await look()).toEqual([expect.stringContaining('003-cart is held')]);
  await log.append({ ...success('finalize', 4), lane }, { expectedSequence: first });
  expect(await look()).toEqual([]);
});

describe('what is left on the disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'specline-invariants-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('a secret in a log or a fact is found', () => {
    mkdirSync(join(folder, 'logs'));
    const look = (secret: string) => noSecret({ ...evidence(whole), scene: { secrets: [secret], stack: { data: { path: folder } } } as unknown as Scene });
    expect(look('canary-in-a-log')).toEqual([]);
    writeFileSync(join(folder, 'logs', 'gateway.log'), 'a line with canary-in-a-log');
    expect(look('canary-in-a-log')).toEqual([expect.stringContaining('gateway.log')]);
    expect(look('acme/web')).toEqual([expect.stringContaining('a fact')]);
  });

  it('a temporary file is found', () => {
    const temporary = join(folder, 'tmp');
    mkdirSync(temporary);
    expect(nothingLeft({ folder, temporary })).toEqual([]);
    writeFileSync(join(temporary, 'index.lock'), '');
    expect(nothingLeft({ folder, temporary })).toEqual(['the temporary file index.lock is left']);
  });
});
