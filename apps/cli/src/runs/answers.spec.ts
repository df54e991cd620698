import type { CandidateReport } from '#contracts';
import { artifact } from '../../../../libs/contracts/fixtures/sample-facts';
import { createColors } from 'picocolors';
import { answersTable } from './answers';

const answer = (candidate: number, rank: number, change: object = {}): CandidateReport['candidates'][number] => ({
  candidate, rank, chosen: false, applies: true, ticked: 1, foreignTicks: 0, findings: 0, sizeBytes: 3, patch: artifact('candidate_patch_1'), why: '1 of 2 tasks ticked', ...change,
});
const report = (chosenBy: CandidateReport['chosenBy']): CandidateReport => ({
  asked: 3, chosenBy, candidates: [answer(2, 1, { chosen: true }), answer(1, 2), answer(3, 3, { applies: false, patch: null, why: 'it does not fit' })],
});
const lines = async (chosenBy: CandidateReport['chosenBy']): Promise<string[]> => (await answersTable(report(chosenBy), { columns: undefined, colors: createColors(false) })).split('\n').map((line) => line.replace(/\s+/g, ' ').trim());

it('answers are listed by rank, with what became of each and why', async () => {
  expect(await lines('rank')).toEqual(['ANSWER RANK WHY', '2 1 taken 1 of 2 tasks ticked', '1 2 possible 1 of 2 tasks ticked', '3 3 unusable it does not fit']);
});

it('one that a person chose is told from the one that was best', async () => expect((await lines('operator'))[1]).toContain('2 1 chosen'));
