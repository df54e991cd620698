import { busyFor, mirrorsToPrune, type MirrorUse } from './mirror-pruning';

const now = 1_000 * busyFor;
const mirror = (directory: string, usedAgo: number, bytes = 100, madeAgo = usedAgo): MirrorUse => ({ directory, bytes, madeAt: now - madeAgo, usedAt: now - usedAgo });
const limits = { maxBytes: 1_000, maxIdle: 50 * busyFor, maxAge: 500 * busyFor };
const pruned = (mirrors: readonly MirrorUse[], changed: Partial<typeof limits> = {}) => mirrorsToPrune(mirrors, { ...limits, ...changed }, now).map(({ directory }) => directory);

describe('pruning mirrors', () => {
  it('keeps what is within all limits', () => {
    expect(pruned([mirror('a', 2 * busyFor), mirror('b', 40 * busyFor)])).toEqual([]);
  });

  it('removes what was not used for long, and what was made long ago', () => {
    expect(pruned([mirror('idle', 51 * busyFor), mirror('old', 2 * busyFor, 1, 501 * busyFor), mirror('new', 2 * busyFor)])).toEqual(['idle', 'old']);
  });

  it('removes the least recently used ones until the rest fits', () => {
    expect(pruned([mirror('c', 2 * busyFor), mirror('a', 9 * busyFor), mirror('b', 5 * busyFor)], { maxBytes: 150 })).toEqual(['a', 'b']);
  });

  it('never removes what may be in use', () => {
    expect(pruned([mirror('busy', busyFor - 1, 100, 900 * busyFor)], { maxBytes: 0, maxIdle: 0, maxAge: 0 })).toEqual([]);
  });
});
