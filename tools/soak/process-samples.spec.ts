import { ProcessSamples } from './process-samples';

it('looks at once at the memory and the open files of what is there, and leaves out what is not', () => {
  const seen: string[] = [];
  const samples = new ProcessSamples({ own: () => process.pid, ended: () => undefined, unknown: () => 2 ** 30 }, ({ process: name }) => seen.push(name));
  samples.start(60);
  samples.stop();
  expect(seen).toEqual(['own']);
  expect(samples.samples).toEqual([{ at: 0, process: 'own', memory: expect.any(Number), files: expect.any(Number) }]);
  expect(samples.samples[0]?.memory).toBeGreaterThan(10);
  expect(samples.samples[0]?.files).toBeGreaterThan(2);
});
