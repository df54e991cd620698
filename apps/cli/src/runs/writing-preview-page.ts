// What a run that writes a specification would be, for people. The texts are harmless already.
import type { WritingPreview } from '#contracts';
import { executionWords } from '#domain';
import { fields } from '../output/fields';
import { section } from '../output/section';
import type { Colors } from '../output/terminal';
import { brakeLine } from './brake-line';

export function writingPreviewPage(preview: WritingPreview, colors: Colors): string {
  const { repository, featureDirectory, baseBranch, baseSha, branchName, agent, chain, executions, prompts, effects, running, brakes } = preview;
  const head = fields([
    ['repository', repository],
    ['directory', baseSha === null ? `${featureDirectory}, with the number that is free when it begins` : featureDirectory],
    ['base', `${baseBranch ?? 'the default branch'}${baseSha === null ? '' : ` at ${baseSha.slice(0, 12)}`}`],
    ['branch', branchName],
    ['agent', `${agent} in a job container`],
    ...Object.entries(executions).map(([step, execution]): [string, string] => [`prompt of ${step}`, executionWords(execution)]),
    ['stages', chain.join(', ')],
    ['on its way', running ? `run ${running.runId}: another one is refused until it is over` : undefined],
  ], colors);
  return [
    head,
    section('Held by', brakes.map(brakeLine), colors),
    section('Would happen', effects, colors),
    ...Object.entries(prompts).map(([step, prompt]) => section(`Prompt of ${step}`, prompt.trimEnd().split('\n'), colors)),
  ].filter((part) => part !== '').join('\n\n');
}
