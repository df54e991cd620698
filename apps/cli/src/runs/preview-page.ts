// What a run would be, for people. The texts are harmless already.
import type { RunPreview } from '#contracts';
import { executionWords } from '#domain';
import { fields } from '../output/fields';
import { section } from '../output/section';
import type { Colors } from '../output/terminal';
import { brakeLine } from './brake-line';

export function previewPage(preview: RunPreview, colors: Colors): string {
  const { repository, featureKey, tasksFile, baseBranch, baseSha, phase, openTasks, diagnostics, running, brakes } = preview;
  const head = fields([
    ['repository', repository],
    ['feature', featureKey],
    ['tasks', `${tasksFile} on ${baseBranch} at ${baseSha.slice(0, 12)}`],
    ['phase', phase ? phase.title : 'none is open: there is nothing to do'],
    ...(phase ? planned(preview) : []),
    ['on its way', running ? `run ${running.runId}: another one is refused until it is over` : undefined],
  ], colors);
  return [
    head,
    section('Diagnostics', diagnostics.map(({ severity, line, message }) => `${severity === 'error' ? colors.red(severity) : colors.yellow(severity)} line ${line}: ${message}`), colors),
    section('Open tasks', openTasks.map(({ text }) => text), colors),
    section('Held by', brakes.map(brakeLine), colors),
    section('Would happen', preview.effects, colors),
    section('Pull request', pullRequestLines(preview), colors),
    section('Prompt', preview.prompt === null ? [] : preview.prompt.trimEnd().split('\n'), colors),
  ].filter((part) => part !== '').join('\n\n');
}

function planned({ branchName, agent, environment, execution, chain }: RunPreview): [string, string | undefined][] {
  return [
    ['branch', branchName ?? undefined],
    ['agent', environment === null ? `${agent}; its environment is not known` : `${agent} in ${environment}`],
    ['prompt', executionWords(execution)],
    ['stages', chain.join(', ')],
  ];
}

function pullRequestLines({ pullRequest }: RunPreview): string[] {
  if (!pullRequest) return [];
  const { title, labels, body } = pullRequest;
  return [title, ...(labels.length > 0 ? [`labels: ${labels.join(', ')}`] : []), '', ...body.trimEnd().split('\n')];
}
