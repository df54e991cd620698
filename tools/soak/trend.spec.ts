import { trendsOf } from './trend';

const samplesOf = (process: string, memory: (at: number) => number, files: (at: number) => number) => Array.from({ length: 40 }, (_, at) => ({ at, process, memory: memory(at), files: files(at) }));

it('what grows is larger late than early, and what only jumps is not', () => {
  const samples = [...samplesOf('leaks', (at) => 100 + at, (at) => 20 + at), ...samplesOf('jumps', (at) => (at % 5 === 0 ? 300 : 100), () => 20)];
  expect(trendsOf(samples)).toEqual([
    { process: 'leaks', memory: { early: 115, late: 135, most: 139 }, files: { early: 35, late: 55, most: 59 } },
    { process: 'jumps', memory: { early: 100, late: 100, most: 300 }, files: { early: 20, late: 20, most: 20 } },
  ]);
});
