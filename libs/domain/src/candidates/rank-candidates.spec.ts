import fc from 'fast-check';
import { artifact } from '../../../contracts/fixtures/sample-facts';
import { rankCandidates, type CheckedCandidate } from './rank-candidates';

const candidate = (number: number, change: Partial<CheckedCandidate> = {}): CheckedCandidate => ({
  candidate: number, openTasks: 4, ticked: 4, foreignTicks: 0, findings: 0, sizeBytes: 1000, patch: null, refused: null, ...change,
});
const order = (...given: CheckedCandidate[]): number[] => rankCandidates(given).map((one) => one.candidate);

describe('of several answers', () => {
  it('one that cannot be published comes last, whatever it ticked', () => expect(order(candidate(1, { refused: 'it does not fit' }), candidate(2, { ticked: 0 }))).toEqual([2, 1]));
  it('of those that cannot be published one with a patch comes before one that is not there at all', () => expect(order(candidate(1, { refused: 'no diff', sizeBytes: 0 }), candidate(2, { refused: 'it does not fit', patch: artifact('candidate_patch_2') }))).toEqual([2, 1]));
  it('the one that did more of the phase is better', () => expect(order(candidate(1, { ticked: 3, sizeBytes: 1 }), candidate(2))).toEqual([2, 1]));
  it('one that ticked tasks of other phases is worse than one with findings', () => expect(order(candidate(1, { foreignTicks: 1 }), candidate(2, { findings: 5 }))).toEqual([2, 1]));
  it('of equals the smaller is better, and then the first', () => expect(order(candidate(3), candidate(2, { sizeBytes: 900 }), candidate(1))).toEqual([2, 1, 3]));
  it('the best one is chosen, unless a person has chosen another', () => {
    const given = [candidate(1), candidate(2, { ticked: 1 })];
    expect(rankCandidates(given).filter((one) => one.chosen).map((one) => one.candidate)).toEqual([1]);
    expect(rankCandidates(given, 2).filter((one) => one.chosen).map((one) => one.candidate)).toEqual([2]);
  });
  it('none is chosen when none can be published', () => expect(rankCandidates([candidate(1, { refused: 'no' })]).some((one) => one.chosen)).toBe(false));
  it('the order does not depend on how they came', () => fc.assert(fc.property(fc.array(fc.record({ ticked: fc.nat(2), foreignTicks: fc.nat(2), findings: fc.nat(2), sizeBytes: fc.nat(3) }), { maxLength: 4 }), (changes) => {
    const given = changes.map((change, index) => candidate(index + 1, change));
    expect(order(...given)).toEqual(order(...[...given].reverse()));
  })));
});
