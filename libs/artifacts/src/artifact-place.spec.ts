import { artifactKinds } from '#contracts';
import { artifactPath, partsOfPath, patchForm } from './artifact-place';

const runId = '01990000-0000-7000-8000-000000000001';

it.each(artifactKinds)('the path of a %s reads back as its place', (kind) => {
  const place = { runId, stage: 'apply', attempt: 2, kind };
  expect(partsOfPath(artifactPath(place, patchForm))).toEqual({ ...place, extension: 'patch' });
});

it.each(['x/apply-1-codex_patch.patch', `${runId}/../apply-1-codex_patch.patch`, `${runId}/apply-1-.patch`, `${runId}/apply-codex_patch.patch`, `${runId}/apply-1-1.patch`])('%s is no path of an artifact', (path) => {
  expect(partsOfPath(path)).toBeUndefined();
});
