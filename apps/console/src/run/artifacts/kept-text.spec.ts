import { keptText } from './kept-text';

const at = '2026-03-01T12:00:00.000Z';
const tombstone = { removedAt: at, rule: 'retention' as const, retentionDays: 7, expiredAt: at, digest: null, sizeBytes: 1 };

test.each([
  ['while its run goes on', { pinned: false, expiresAt: null }, 'while the run goes on'],
  ['until its day', { pinned: false, expiresAt: at }, `until <${at}>`],
  ['for whoever wants it', { pinned: true, pin: { by: 'ada', at }, expiresAt: null }, 'pinned by ada'],
  ['no more', { pinned: false, tombstone, expiresAt: null }, `removed on <${at}>`],
])('an artifact is kept %s', (_, keeping, words) => {
  expect(keptText(keeping, (moment) => `<${moment}>`)).toBe(words);
});
