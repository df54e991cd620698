import { context, discovered, runId } from '../../../contracts/fixtures/sample-facts';
import { markerOf } from './marker';
import { phasePreview } from './phase-preview';
import { phasePrompt } from './phase-prompt';
import { pullRequestTitle } from './pull-request-text';

it('a preview shows the very prompt that a run gives, but for the id of the run', () => {
  const { prompt, pullRequest } = phasePreview({ request: context.request, discover: discovered, runUrl: () => null });
  expect(prompt?.replaceAll('…', runId)).toBe(phasePrompt({ marker: markerOf(runId, 1), repository: 'acme/web', discover: discovered }));
  expect(pullRequest?.title).toBe(pullRequestTitle({ discover: discovered }));
});
