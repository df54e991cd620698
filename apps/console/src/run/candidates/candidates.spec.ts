import type { Candidate, Run } from '#contracts';
import { artifact } from '../../../../../libs/contracts/fixtures/sample-facts';
import { canChoose, reportOfAnswers, standing } from './candidates';

const answer = (change: Partial<Candidate> = {}): Candidate => ({
  candidate: 1, rank: 1, chosen: false, applies: true, ticked: 1, foreignTicks: 0, findings: 0, sizeBytes: 3, patch: artifact('candidate_patch_1'), why: '', ...change,
});
const run = (change: Partial<Pick<Run, 'status' | 'restartedAs' | 'finishedAt'>> = {}) => ({ status: 'succeeded' as const, restartedAs: null, finishedAt: '2026-01-01T00:00:00.000Z', ...change });

it('another answer can be chosen once the run is over and has no successor', () => {
  expect(canChoose(answer(), run())).toBe(true);
  expect(canChoose(answer(), run({ status: 'running', finishedAt: null }))).toBe(false);
  expect(canChoose(answer(), run({ status: 'cancelled' }))).toBe(false);
  expect(canChoose(answer(), run({ restartedAs: 'x' }))).toBe(false);
});

it('the one that is taken can be chosen again only after a failure, and one that does not apply never', () => {
  expect(canChoose(answer({ chosen: true }), run())).toBe(false);
  expect(canChoose(answer({ chosen: true }), run({ status: 'failed' }))).toBe(true);
  expect(canChoose(answer({ applies: false }), run({ status: 'failed' }))).toBe(false);
});

it('says who chose', () => {
  expect([standing(answer({ chosen: true }), 'operator'), standing(answer({ chosen: true }), 'rank'), standing(answer(), 'rank'), standing(answer({ applies: false }), 'rank')])
    .toEqual(['Chosen by an operator', 'Taken as the best', 'Can be published', 'Cannot be published']);
});

it('the note of the latest attempt counts', () => {
  expect(reportOfAnswers({ artifacts: [artifact('candidate_report', 'apply', 2), artifact('candidate_report', 'apply', 1), artifact('codex_patch', 'apply', 3)] })?.attempt).toBe(2);
  expect(reportOfAnswers({ artifacts: [] })).toBeUndefined();
});
