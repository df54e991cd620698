import { parseSoakArguments } from './soak-arguments';

it('half an hour at five runs a second and a kill every ten seconds, unless told otherwise', () => {
  expect(parseSoakArguments([], 7)).toEqual({ minutes: 30, rate: 5, killEvery: 10, seed: 7 });
  expect(parseSoakArguments(['--minutes', '0.5', '--rate', '20', '--kill-every', '3', '--seed', '9', '--graph', 'a.svg'], 7)).toEqual({ minutes: 0.5, rate: 20, killEvery: 3, seed: 9, graph: 'a.svg' });
});
