import type { LaneRun } from '#read-model';
import { Brakes } from './brakes';

const limits = { noProgress: 0, allowance: 0, failures: 3, unreviewed: 0 };

/** Brakes whose picture takes `seconds` to draw, at a clock of their own. */
function slowBrakes(seconds: number) {
  jest.useFakeTimers();
  let drawn = 0;
  const all = () => new Promise<LaneRun[]>((resolve) => { drawn += 1; setTimeout(() => resolve([]), seconds * 1000); });
  const brakes = new Brakes({ limits, said: { draining: undefined, releasesOf: () => ({}) }, history: { ofLane: async () => [], all }, pullRequests: { of: async () => ({ waiting: [] }), repositories: async () => [] } });
  return { brakes, times: () => drawn, after: (passed: number) => jest.advanceTimersByTimeAsync(passed * 1000) };
}
afterEach(() => { jest.useRealTimers(); });

test('a picture that is slow to draw is drawn once for all who ask meanwhile, and takes a tenth of the time at most', async () => {
  const { brakes, times, after } = slowBrakes(5);
  const asked = [brakes.all()];
  await after(4);
  asked.push(brakes.all());
  await after(2);
  await Promise.all(asked);
  expect(times()).toBe(1);
  await after(45);
  await brakes.all();
  expect(times()).toBe(1);
  await after(10);
  void brakes.all();
  expect(times()).toBe(2);
});

test('a quick one is drawn again after three seconds, or when a brake was released', async () => {
  const { brakes, times, after } = slowBrakes(0);
  const ask = async (): Promise<number> => {
    const asked = brakes.all();
    await after(0);
    await asked;
    return times();
  };
  expect([await ask(), await ask()]).toEqual([1, 1]);
  brakes.forget();
  expect(await ask()).toBe(2);
  await after(3.1);
  expect(await ask()).toBe(3);
});
