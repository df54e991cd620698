import { graphOf } from './graph';

it('draws a line for each process in both panels, scaled to the most there is, with what it shows as its title', () => {
  const samples = [0, 60, 120].flatMap((at) => [{ at, process: 'gateway', memory: 100 + at, files: 20 }, { at, process: 'nats', memory: 50, files: 10 }]);
  const svg = graphOf(samples, 'Two minutes');
  expect(svg).toContain('<title id="title">Two minutes</title>');
  expect(svg.match(/<polyline/g)).toHaveLength(4);
  expect(svg).toContain('points="60.0,');
  // 220 MiB is drawn below a top of 400, and 20 files touch a top of 20.
  expect(svg).toMatch(/>400<\/text>/);
  expect(svg).toMatch(/>20<\/text>/);
});
