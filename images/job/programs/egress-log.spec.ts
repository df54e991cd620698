import { EgressLog } from './egress-log.mjs';

test('a flood of attempts is counted instead of written', () => {
  const lines: Record<string, unknown>[] = [];
  let now = 60_000_000;
  const log = new EgressLog((line) => lines.push(JSON.parse(line) as Record<string, unknown>), () => now);
  for (let count = 0; count < 1_000; count += 1) log.write({ host: 'a' });
  expect(lines).toHaveLength(200);
  now += 60_000;
  log.write({ host: 'b' });
  expect(lines.slice(200)).toEqual([{ at: new Date(now).toISOString(), suppressed: 800 }, { at: new Date(now).toISOString(), host: 'b' }]);
});

test('what was asked for cannot break a line', () => {
  const lines: string[] = [];
  new EgressLog((line) => lines.push(line)).write({ host: 'a\n{"allowed":true}\u2028\u001b[31m' });
  expect(lines[0]).not.toMatch(/[\n\u001b]/);
});
