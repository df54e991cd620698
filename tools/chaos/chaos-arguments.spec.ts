import { parseChaosArguments } from './chaos-arguments';
import { faultNames } from './faults/faults';
import { replayOf } from './report';

it('a round is played again with what its failure says', () => {
  const said = replayOf({ fault: 'nats', seed: 11 }, { runs: 150, real: true });
  const [command, parameters = ''] = said.split(' -- ');
  expect(command).toBe('npm run chaos');
  expect(parseChaosArguments(parameters.split(' '), 1)).toEqual({ faults: ['nats'], seed: 11, runs: 150, real: true });
});

it('without parameters every fault is tried', () => {
  expect(parseChaosArguments([], 5)).toEqual({ faults: faultNames, seed: 5, runs: 200, real: false });
});
