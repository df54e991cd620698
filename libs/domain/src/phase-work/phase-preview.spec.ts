import type { Execution } from '#contracts';
import { context, discovered, runId } from '../../../contracts/fixtures/sample-facts';
import { markerOf } from './marker';
import { phasePreview } from './phase-preview';
import { phasePrompt, phaseSkillPrompt } from './phase-prompt';
import { invokeByMention } from '../skills/invoke-skill';
import { pullRequestTitle } from './pull-request-text';

const own: Execution = { selectedSkill: 'speckit', executionPath: 'direct_fallback', usedSkills: false, usedFallback: true, shadowModeRequested: false };

it('a preview shows the very prompt that a run gives, but for the id of the run', () => {
  const { prompt, pullRequest } = phasePreview({ request: context.request, discover: discovered, execution: own, runUrl: () => null });
  expect(prompt?.replaceAll('…', runId)).toBe(phasePrompt({ marker: markerOf(runId, 1), repository: 'acme/web', discover: discovered }));
  expect(pullRequest?.title).toBe(pullRequestTitle({ discover: discovered }));
});

it('a preview shows the skill\'s prompt where that is the one', () => {
  const { prompt } = phasePreview({ request: context.request, discover: discovered, execution: { ...own, executionPath: 'skill', usedSkills: true }, runUrl: () => null });
  expect(prompt).toBe(phaseSkillPrompt({ marker: markerOf('…', 1), repository: 'acme/web', discover: discovered }, 'speckit-implement', invokeByMention));
});
