import { artifact } from '../../../contracts/fixtures/sample-facts';
import { artifactViewSchema, type Pin, type Tombstone } from '#contracts';
import { artifactAsKept, expiryOf } from './artifact-expiry';

const made = '2026-01-01T00:00:00.000Z';
const prompt = { ...artifact('codex_prompt'), createdAt: made };
const pin: Pin = { by: 'ada', at: '2026-01-02T00:00:00.000Z' };
const tombstone: Tombstone = { removedAt: '2026-02-01T03:00:00.000Z', rule: 'retention', retentionDays: 30, expiredAt: '2026-01-31T00:00:00.000Z', digest: prompt.digest, sizeBytes: 3 };

test('nothing expires while its run is not over, however old it is', () => {
  expect(expiryOf('2020-01-01T00:00:00.000Z', null, 7)).toBeNull();
});

test.each([
  ['the run ends after it was made', '2026-01-05T00:00:00.000Z', '2026-01-12T00:00:00.000Z'],
  ['it came after the end of the run', '2025-12-01T00:00:00.000Z', '2026-01-08T00:00:00.000Z'],
])('the days are counted from what is later: %s', (_, endedAt, expected) => {
  expect(expiryOf(made, endedAt, 7)?.toISOString()).toBe(expected);
});

test('an artifact is shown with the day on which it will be removed', () => {
  const shown = artifactAsKept(prompt, { finishedAt: made }, undefined, 30);
  expect(shown).toEqual({ ...prompt, expiresAt: '2026-01-31T00:00:00.000Z' });
  expect(artifactAsKept(prompt, { finishedAt: null }, undefined, 30).expiresAt).toBeNull();
});

test('a pinned one has no such day, and says who wants it', () => {
  const shown = artifactAsKept(prompt, { finishedAt: made }, { artifactId: prompt.id, pin, tombstone: null }, 30);
  expect(artifactViewSchema.parse(shown)).toEqual({ ...prompt, pinned: true, expiresAt: null, pin });
});

test('a removed one says when, why and what it was', () => {
  const shown = artifactAsKept(prompt, { finishedAt: made }, { artifactId: prompt.id, pin: null, tombstone }, 30);
  expect(artifactViewSchema.parse(shown)).toEqual({ ...prompt, pinned: false, expiresAt: null, tombstone });
});
