import { runStatuses } from '#contracts';
import { exitCodeOfAnswer, exitCodeOfRun, exitCodes } from './exit-codes';

it('a run that was watched ends with 0 unless it failed or was cancelled', () => {
  expect(runStatuses.filter((status) => exitCodeOfRun(status) !== exitCodes.done)).toEqual(['failed', 'cancelled']);
});

it.each([[400, 'usage'], [401, 'unreachable'], [403, 'unreachable'], [404, 'unknown'], [409, 'failed'], [410, 'unknown'], [422, 'failed'], [429, 'unreachable'], [500, 'unreachable'], [503, 'unreachable']] as const)('an answer of %d means %s', (status, meaning) => {
  expect(exitCodeOfAnswer(status)).toBe(exitCodes[meaning]);
});
