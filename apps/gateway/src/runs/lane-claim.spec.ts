import { AppendUnclear, InMemoryRunLog, StreamFull, type AppendOptions } from '#bus';
import type { Fact, StoredFact } from '#contracts';
import { fact, lane, otherRunId, requested } from '../../../../libs/contracts/fixtures/sample-facts';
import { deaf } from '../stage-facts.fixture';
import { ApiProblem } from '../problems/api-problem';
import { Lanes } from './lane-claim';

/** Fails as told; `before` happens between the look and the append. */
class TroubledLog extends InMemoryRunLog {
  trouble: { error: Error; stored: boolean } | undefined;
  before: (() => Promise<void>) | undefined;

  override async append(one: Fact, options: AppendOptions): Promise<number> {
    const { trouble, before } = this;
    this.before = undefined;
    await before?.();
    if (!trouble) return super.append(one, options);
    if (trouble.stored) await super.append(one, options);
    throw trouble.error;
  }
}

let log: TroubledLog;
let lanes: Lanes;
let wrote: (number | 'nothing')[];
beforeEach(() => {
  log = new TroubledLog();
  wrote = [];
  lanes = new Lanes(log, { wrote: (sequence) => wrote.push(sequence), notStored: () => wrote.push('nothing') });
});
const problemOf = (attempt: Promise<unknown>) => attempt.then(() => undefined, (error: unknown) => (error as ApiProblem).parts);

test('what is decided is appended and told', async () => {
  const one = requested();
  expect(await lanes.say(lane, () => ({ append: one }))).toEqual({ sequence: 1, fact: one });
  expect(wrote).toEqual([1]);
});

test('when somebody else speaks in between, it is decided again on what they said', async () => {
  log.before = async () => { await log.append(requested({ runId: otherRunId }), { expectedSequence: 0 }); };
  const seen: (StoredFact | undefined)[] = [];
  await lanes.say(lane, (last) => {
    seen.push(last);
    return { append: fact({ stage: 'run', state: 'cancelled', next: 'none' }) };
  });
  expect(seen.map((last) => last?.fact.runId)).toEqual([undefined, otherRunId]);
});

test('a lane that never stands still ends in 503, not in a loop', async () => {
  const restless = async (): Promise<void> => {
    const last = (await log.lastOfLane(lane))?.sequence ?? 0;
    await log.append(requested(), { expectedSequence: last });
  };
  const attempt = lanes.say(lane, () => {
    log.before = restless;
    return { append: fact({ stage: 'run', state: 'cancelled', next: 'none' }) };
  });
  expect(await problemOf(attempt)).toMatchObject({ status: 503, code: 'lane.busy', retryAfterSeconds: 1 });
});

test('a fact whose storing was not confirmed counts when it is there', async () => {
  log.trouble = { error: new AppendUnclear(), stored: true };
  expect(await lanes.say(lane, () => ({ append: requested() }))).toMatchObject({ sequence: 1 });
});

test('a fact whose storing was not confirmed counts although a stage has answered it already', async () => {
  log.trouble = { error: new AppendUnclear(), stored: true };
  const one = requested();
  const append = log.append.bind(log);
  log.append = async (given, options) => {
    log.append = append;
    return append(given, options).finally(async () => {
      log.trouble = undefined;
      await append(fact({ stage: 'discover', state: 'succeeded', next: 'submit', runId: one.runId }), { expectedSequence: 1 });
    });
  };
  expect(await lanes.say(lane, () => ({ append: one }))).toMatchObject({ sequence: 1, fact: one });
});

test('a fact that was not stored is refused with 503 and why', async () => {
  log.trouble = { error: new AppendUnclear(), stored: false };
  expect(await problemOf(lanes.say(lane, () => ({ append: requested() })))).toMatchObject({ status: 503, code: 'bus.not_stored', retryAfterSeconds: 5, remediation: expect.stringMatching(/disk.*restart NATS/) });
  log.trouble = { error: new StreamFull(), stored: false };
  expect(await problemOf(lanes.say(lane, () => ({ append: requested() })))).toMatchObject({ status: 503, code: 'stream.full' });
  expect(wrote).toEqual(['nothing']);
});

test('while nobody can tell whether a fact was stored, the bus is what is missing', async () => {
  log.trouble = { error: new AppendUnclear(), stored: false };
  log.lastOfLane = () => Promise.reject(new Error('timeout'));
  expect(await problemOf(lanes.begin(requested(), () => { throw new Error('decided'); }))).toMatchObject({ status: 503, code: 'bus.unavailable' });
});

test('without the bus nothing is decided', async () => {
  log.lastOfLane = () => Promise.reject(new Error('timeout'));
  expect(await problemOf(lanes.say(lane, () => { throw new Error('decided'); }))).toMatchObject({ status: 503, code: 'bus.unavailable' });
});

test('a new lane is claimed without a look, and any other is looked at', async () => {
  const looks: string[] = [];
  const look = log.lastOfLane.bind(log);
  log.lastOfLane = (one) => {
    looks.push(one);
    return look(one);
  };
  const first = requested();
  expect(await lanes.begin(first, () => { throw new Error('decided'); })).toEqual({ sequence: 1, fact: first });
  expect(looks).toEqual([]);
  const second = requested({ runId: otherRunId });
  expect(await lanes.begin(second, (last) => (last?.sequence === 1 ? { append: second } : { stored: last! }))).toEqual({ sequence: 2, fact: second });
});

test('while the bus is away nothing is asked of it', async () => {
  const away = new Lanes(log, deaf, () => true);
  expect(await problemOf(away.begin(requested(), () => { throw new Error('decided'); }))).toMatchObject({ status: 503, code: 'bus.unavailable' });
  expect(await problemOf(away.say(lane, () => { throw new Error('decided'); }))).toMatchObject({ code: 'bus.unavailable' });
  expect(log.all()).toEqual([]);
});
