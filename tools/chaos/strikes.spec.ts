import { recoveriesOf } from './strikes';

const strikes = [{ what: 'first', at: 100, healedAt: 200 }, { what: 'second', at: 500, healedAt: 500 }];
const moves: number[] = [];

it('a run that a strike met recovers from its healing on; one that was over before or began after was not met', () => {
  expect(recoveriesOf([{ askedAt: 0, overAt: 350, moves: [50, 150, 240, 350] }], strikes)).toEqual([{ moved: 40, over: 150 }]);
  expect(recoveriesOf([{ askedAt: 150, overAt: 160, moves: [155, 160] }], strikes)).toEqual([{ moved: 0, over: 0 }]);
  expect(recoveriesOf([{ askedAt: 0, overAt: 90, moves }, { askedAt: 210, overAt: 400, moves }, { askedAt: 510, overAt: 900, moves }], strikes)).toEqual([]);
});

it('what counts is the first strike that met the run', () => {
  expect(recoveriesOf([{ askedAt: 50, overAt: 900, moves: [900] }, { askedAt: 300, overAt: 900, moves: [600, 900] }], strikes)).toEqual([{ moved: 700, over: 700 }, { moved: 100, over: 400 }]);
});

it('a run without end has no recovery', () => {
  expect(recoveriesOf([{ askedAt: 0, overAt: undefined, moves }], strikes)).toEqual([]);
});
