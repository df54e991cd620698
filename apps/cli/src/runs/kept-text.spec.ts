import { keptText } from './kept-text';
import { moment } from '../output/moments';

const at = '2026-03-01T12:00:00.000Z';
const tombstone = { removedAt: at, rule: 'retention' as const, retentionDays: 7, expiredAt: at, digest: null, sizeBytes: 1 };

it.each([
  ['while its run goes on', { pinned: false, expiresAt: null }, 'kept while its run goes on'],
  ['until its day', { pinned: false, expiresAt: at }, `kept until ${moment(at)}`],
  ['for whoever wants it', { pinned: true, pin: { by: 'ada', at }, expiresAt: null }, 'pinned by ada'],
  ['no more', { pinned: false, tombstone, expiresAt: null }, `removed on ${moment(at)}`],
])('an artifact is kept %s', (_, artifact, words) => {
  expect(keptText(artifact)).toBe(words);
});
