import type { Fact } from '#contracts';
import { evolve, isOver } from '#domain';
import type { Run } from '#contracts';
import { Simulation, calm, laneNumber, type Chaos } from './simulation.fixture';

const storm: Chaos = { crash: 0.1, unclear: 0.05, lag: 0.05, repeat: 0.5, lostAck: 0.2, deaf: 0.3, cancel: 0.02, failure: 0.1 };
const lanes = Array.from({ length: 8 }, (_, index) => laneNumber(index));

const simulations: Simulation[] = [];
afterEach(() => { for (const simulation of simulations.splice(0)) simulation.close(); });

/** Runs under chaos, with operators at work, then in calm weather until nothing is left to do. */
async function live(seed: number, chaos: Chaos, steps: number): Promise<{ simulation: Simulation; accepted: string[] }> {
  const simulation = new Simulation(seed, chaos);
  simulations.push(simulation);
  const accepted: string[] = [];
  for (let step = 0; step < steps; step += 1) {
    const posted = await Promise.all([simulation.post(simulation.random.pick(lanes)), simulation.post(simulation.random.pick(lanes))]);
    accepted.push(...posted.filter((one) => one !== undefined));
    if (accepted.length > 0 && simulation.random.chance(chaos.cancel)) await simulation.cancel(simulation.random.pick(accepted));
    if (accepted.length > 0 && simulation.random.chance(0.2)) await simulation.retry(simulation.random.pick(accepted));
    if (accepted.length > 0 && simulation.random.chance(0.2)) await simulation.choose(simulation.random.pick(accepted.slice(-lanes.length)));
    await simulation.step(6);
  }
  simulation.chaos = calm;
  for (let step = 0; step < 5000 && await simulation.step(16); step += 1);
  return { simulation, accepted };
}

describe('many runs under chaos', () => {
  let chosen = 0;
  it.each([1, 2, 3, 4, 5, 6])('none is lost, none hangs and nothing happens twice (seed %i)', async (seed) => {
    const { simulation, accepted } = await live(seed, storm, 120);
    expect(accepted.length).toBeGreaterThan(20);
    for (const runId of accepted) {
      const facts = await simulation.log.factsOfRun(runId);
      expect(isOver(facts.at(-1)?.fact as Fact)).toBe(true);
      const run = facts.reduce<Run | undefined>(evolve, undefined);
      expect(run?.finishedAt).not.toBeNull();
    }
    chosen += simulation.log.all().filter(({ fact }) => fact.state === 'retried' && fact.retry?.mode === 'choose_candidate').length;
    expect(new Set(simulation.tasks).size).toBe(simulation.tasks.length);
    expect(simulation.tasks.some((marker) => marker.endsWith('again'))).toBe(false);
    const successes = simulation.log.all().filter(({ fact }) => fact.state === 'succeeded').map(({ fact }) => `${fact.runId} ${fact.stage} ${fact.attempt}`);
    expect(new Set(successes).size).toBe(successes.length);
  });

  it('other answers were chosen on the way', () => expect(chosen).toBeGreaterThan(0));

  it('runs of one lane never overlap, and every fact answers the one before it', async () => {
    const { simulation } = await live(7, storm, 150);
    const lastOf = new Map<string, { sequence: number; fact: Fact }>();
    for (const stored of simulation.log.all()) {
      const before = lastOf.get(stored.fact.lane);
      if (stored.fact.state === 'requested') expect(before ? isOver(before.fact) : true).toBe(true);
      else {
        expect(stored.fact.runId).toBe(before?.fact.runId);
        const answered = before?.fact.state === 'intended' && stored.fact.stage !== 'run' ? before.fact.trigger : before?.sequence;
        expect(stored.fact.trigger).toBe(answered);
      }
      lastOf.set(stored.fact.lane, stored);
    }
  });

  it('delivering every message once more, at the end, changes nothing', async () => {
    const { simulation } = await live(8, storm, 80);
    const before = simulation.log.all().length;
    simulation.chaos = { ...calm, repeat: 1 };
    for (let step = 0; step < 300; step += 1) await simulation.step(1);
    expect(simulation.log.all()).toHaveLength(before);
  });
});
