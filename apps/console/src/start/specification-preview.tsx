// What a run that writes a specification would be: its place, its agent, whose prompts, every word of them.
import { Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { WritingPreview } from '#contracts';
import { executionWords } from '#domain';

export function SpecificationPreview({ preview }: { preview: WritingPreview }): ReactNode {
  const { effects, prompts, running } = preview;
  return (
    <Stack gap="sm" role="region" aria-label="Preview of the specification">
      {running ? <Text size="sm">This feature has <Link className="anchor" to="/runs/$runId" params={{ runId: running.runId }}>a run on its way</Link>; it has to end first.</Text> : null}
      <dl className="facts-grid preview-facts">{factsOf(preview).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      <div><Title order={3} size="h6">It would</Title><ul className="plain-list bulleted">{effects.map((effect) => <li key={effect}>{effect}</li>)}</ul></div>
      {Object.entries(prompts).map(([step, prompt]) => <details key={step} className="preview-text"><summary>The prompt of {step}, word for word</summary><pre className="pre preview" tabIndex={0}>{prompt}</pre></details>)}
    </Stack>
  );
}

function factsOf({ featureDirectory, baseBranch, baseSha, branchName, agent, executions, chain }: WritingPreview): [string, ReactNode][] {
  const isOpen = baseSha === null;
  return [
    ['Directory', <><span className="mono">{featureDirectory}</span>{isOpen ? ', with the number that is free when it begins' : ''}</>],
    ['Base', isOpen ? baseBranch ?? 'the default branch' : <>{baseBranch} at <span className="mono">{baseSha.slice(0, 12)}</span></>],
    ['Branch', <span key="branch" className="mono">{branchName}</span>], ['Agent', `${agent} in a job container`],
    ...Object.entries(executions).map(([step, execution]): [string, ReactNode] => [`Prompt of ${step}`, executionWords(execution)]), ['Stages', chain.join(' → ')],
  ];
}
