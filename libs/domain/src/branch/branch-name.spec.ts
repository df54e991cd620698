import fc from 'fast-check';
import { branchName, specBranchName, withSuffix } from './branch-name';
import { isSafeBranch } from './safe-branch';

const withFingerprint = /-[0-9a-f]{16}$/;

describe('branchName', () => {
  it('joins feature and phase', () => {
    expect(branchName({ featureKey: '003-cart', phaseSlug: 'phase-1-setup' })).toBe('specline/003-cart/phase-1-setup');
    expect(specBranchName('004-search')).toBe('specline/004-search/spec');
  });

  it.each([
    ['003 cart', 'a'], ['003-cart', 'phase-1-基础框架'], ['003-cart', 'a..b'], ['x.lock', 'a'], ['a/b', 'c'], ['a', 'b/c'], ['', ''], ['..', '..'], ['.hidden', 'a'], ['-d', 'a'], ['a@{1}', 'a'], ['a', 'b.'], ['a', '$(id)'], ['a\u3000;id', 'b'], ['é', 'b'], ['a', 'x'.repeat(300)], ['a', 'b--c'],
  ])('adds a fingerprint when "%s" / "%s" had to be changed', (featureKey, phaseSlug) => {
    const branch = branchName({ featureKey, phaseSlug });
    expect(branch).toMatch(withFingerprint);
    expect(isSafeBranch(branch)).toBe(true);
  });

  it('keeps names apart that look alike once characters are gone', () => {
    const names = [['a', 'b c'], ['a', 'b-c'], ['a', 'b/c'], ['a/b', 'c'], ['a', 'b?c'], ['a', '阶段'], ['a', '段阶']].map(([featureKey = '', phaseSlug = '']) => branchName({ featureKey, phaseSlug }));
    expect(new Set(names).size).toBe(names.length);
  });

  it('is safe for any input, and safe once more with a suffix', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 250 }), fc.string({ unit: 'grapheme', maxLength: 250 }), fc.integer({ min: 1, max: 999_999 }), (featureKey, phaseSlug, n) => {
      const branch = branchName({ featureKey, phaseSlug });
      expect(isSafeBranch(branch)).toBe(true);
      expect(isSafeBranch(withSuffix(branch, n))).toBe(true);
      expect(branch.split('/')).toHaveLength(3);
    }), { seed: 20251120, numRuns: 1000 });
  });
});

describe('withSuffix', () => {
  it('counts incarnations from the second on', () => {
    expect([1, 2, 3].map((n) => withSuffix('specline/a/b', n))).toEqual(['specline/a/b', 'specline/a/b-2', 'specline/a/b-3']);
  });

  it('stays within 200 characters and keeps cut names apart', () => {
    const [one, other] = ['1', '2'].map((end) => withSuffix(`a/${'x'.repeat(197)}${end}`, 2));
    expect(one?.length).toBe(200);
    expect(one).toMatch(/-[0-9a-f]{16}-2$/);
    expect(one).not.toBe(other);
  });

  it('refuses what is no count', () => {
    for (const n of [0, -1, 1.5, NaN]) expect(() => withSuffix('a', n)).toThrow(RangeError);
  });
});
