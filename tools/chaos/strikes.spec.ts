import { recoveriesOf } from './strikes';

const strikes = [{ what: 'first', at: 100, healedAt: 200 }, { what: 'second', at: 500, healedAt: 500 }];

it('a run that a strike met recovers from its healing on; one that was over before or began after was not met', () => {
  expect(recoveriesOf([{ acceptedAt: 0, overAt: 350 }], strikes)).toEqual([150]);
  expect(recoveriesOf([{ acceptedAt: 150, overAt: 160 }], strikes)).toEqual([0]);
  expect(recoveriesOf([{ acceptedAt: 0, overAt: 90 }, { acceptedAt: 210, overAt: 400 }, { acceptedAt: 510, overAt: 900 }], strikes)).toEqual([]);
});

it('what counts is the first strike that met the run', () => {
  expect(recoveriesOf([{ acceptedAt: 50, overAt: 900 }, { acceptedAt: 300, overAt: 900 }], strikes)).toEqual([700, 400]);
});

it('a run without end has no recovery', () => {
  expect(recoveriesOf([{ acceptedAt: 0, overAt: undefined }], strikes)).toEqual([]);
});
