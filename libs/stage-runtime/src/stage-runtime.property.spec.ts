import fc from 'fast-check';
import type { Fact, Run } from '#contracts';
import { evolve, isOver } from '#domain';
import { fuzzRounds, fuzzTime } from '../../../test/fuzz-rounds';
import { Simulation, calm, laneNumber, type Chaos } from './simulation.fixture';

const lanes = [0, 1, 2].map(laneNumber);

/** What happens, in any order: operators speak, and the bus hands out what it has, some of it late, again or at once. */
type Event = { does: 'post'; lane: number } | { does: 'cancel' | 'retry' | 'choose'; run: number } | { does: 'deliver'; width: number };
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: fc.constant('deliver' as const), width: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('post' as const), lane: fc.nat(lanes.length - 1) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constantFrom('cancel' as const, 'retry' as const, 'choose' as const), run: fc.nat(20) }) },
);
/** How often each part of the world does what it should not. */
const share = fc.integer({ min: 0, max: 6 }).map((tenths) => tenths / 10);
const chaos: fc.Arbitrary<Chaos> = fc.record({ crash: share, unclear: share, lag: share, repeat: share, lostAck: share, deaf: share, cancel: fc.constant(0), failure: share });

const simulations: Simulation[] = [];
afterAll(() => { for (const simulation of simulations) simulation.close(); });

const deaths = { intended: 0, handled: 0, told: 0 };

/** The events, then calm weather until nothing is left to do. */
async function live(seed: number, weather: Chaos, events: readonly Event[]): Promise<{ simulation: Simulation; runs: string[] }> {
  const simulation = new Simulation(seed, weather);
  simulations.push(simulation);
  const runs: string[] = [];
  for (const one of events) {
    if (one.does === 'deliver') await simulation.step(one.width);
    else if (one.does === 'post') runs.push(...[await simulation.post(lanes[one.lane]!)].filter((id) => id !== undefined));
    else if (runs.length > 0) await simulation[one.does](runs[one.run % runs.length]!);
  }
  simulation.chaos = calm;
  for (let step = 0; step < 1000 && await simulation.step(16); step += 1);
  for (const point of ['intended', 'handled', 'told'] as const) deaths[point] += simulation.deaths[point];
  return { simulation, runs };
}

const twice = (names: readonly string[]): string[] => names.filter((name, index) => names.indexOf(name) < index);

describe('whatever happens, in whatever order', () => {
  it('each run ends once, each stage of an attempt succeeds once, no effect happens twice, and every lane is free again', () => fc.assert(
    fc.asyncProperty(fc.nat(), chaos, fc.array(event, { minLength: 5, maxLength: 60 }), async (seed, weather, events) => {
      const { simulation, runs } = await live(seed, weather, events);
      for (const runId of runs) {
        const facts = await simulation.log.factsOfRun(runId);
        expect(isOver(facts.at(-1)!.fact)).toBe(true);
        expect(facts.reduce<Run | undefined>(evolve, undefined)).toMatchObject({ status: expect.stringMatching(/^(succeeded|failed|cancelled)$/), finishedAt: expect.any(String) });
        // After an end only an operator speaks: a run has no second end by itself.
        expect(facts.filter(({ fact }, index) => isOver(fact) && facts[index + 1] && facts[index + 1]!.fact.state !== 'retried')).toEqual([]);
      }
      const all: Fact[] = simulation.log.all().map(({ fact }) => fact);
      expect(twice(all.filter(({ state }) => state === 'succeeded').map(({ runId, stage, attempt }) => `${runId} ${stage} ${attempt}`))).toEqual([]);
      expect(twice(all.filter(({ state }) => state !== 'intended' && state !== 'requested').map(({ lane, trigger }) => `${lane} ${trigger}`))).toEqual([]);
      expect([...twice(simulation.tasks), ...simulation.tasks.filter((marker) => marker.endsWith('again'))]).toEqual([]);
      for (const lane of lanes) expect(await simulation.post(lane)).toBeDefined();
    }), fuzzRounds(30)), fuzzTime);

  it('workers died on the way at every point of a stage\'s life', () => {
    expect(Object.entries(deaths).filter(([, count]) => count === 0)).toEqual([]);
  });
});
