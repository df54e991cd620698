import fc from 'fast-check';
import { isSafeBranch } from '../branch/safe-branch';
import { specBranchName } from '../branch/branch-name';
import { StageFailure } from '../run/stage-failure';
import { featureKeyOf } from './feature-key';
import { slugOf } from './slug';

describe('the short name of a feature', () => {
  it.each([
    ['Add a wish list so that customers can save products', 'wish-list-customers-save'],
    ['# OAuth2 login\n\nUsers sign in with Google', 'oauth2-login'],
    ['\n\n  We need it to be 2 times faster', '2-times-faster'],
    ['Überprüfung der Größe', 'uberprufung-der-grosse'],
    ['it is', 'it-is'],
  ])('%j is %s', (text, slug) => expect(slugOf(text)).toBe(slug));
  it('is a fingerprint where no Latin letter is left, and the same each time', () => {
    expect(slugOf('買い物かご')).toMatch(/^feature-[0-9a-f]{8}$/);
    expect(slugOf('買い物かご')).toBe(slugOf('買い物かご'));
    expect(slugOf('買い物')).not.toBe(slugOf('買い物かご'));
  });
  it('always makes a safe branch', () => fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
    const key = featureKeyOf({ wanted: slugOf(text), directories: [], waiting: [] });
    expect(key).toMatch(/^001-[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(isSafeBranch(specBranchName(key))).toBe(true);
  })));
});

describe('the directory of a new specification', () => {
  const directories = ['001-catalog', '002-discounts', 'notes'];
  it('has the next free number', () => expect(featureKeyOf({ wanted: 'cart', directories, waiting: [] })).toBe('003-cart'));
  it('leaves the numbers of specifications that wait on a branch', () => expect(featureKeyOf({ wanted: 'cart', directories, waiting: ['003-wishes'] })).toBe('004-cart'));
  it('is the one that waits on a branch when the words are the same', () => expect(featureKeyOf({ wanted: 'cart', directories, waiting: ['003-wishes', '004-cart'] })).toBe('004-cart'));
  it('is a new one when that one was merged', () => expect(featureKeyOf({ wanted: 'discounts', directories, waiting: ['002-discounts'] })).toBe('003-discounts'));
  it('is what was named whole, unless it is there', () => {
    expect(featureKeyOf({ wanted: '010-cart', directories, waiting: [] })).toBe('010-cart');
    expect(() => featureKeyOf({ wanted: '001-catalog', directories, waiting: [] })).toThrow(StageFailure);
  });
  it('counts past 999', () => expect(featureKeyOf({ wanted: 'x', directories: ['999-a'], waiting: [] })).toBe('1000-x'));
});
