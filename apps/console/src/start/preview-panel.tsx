// What a run would do, in every word, before it is started.
import { Button, Group, NativeSelect, Stack, Switch, Text, TextInput, Title } from '@mantine/core';
import { PlayIcon } from '@radix-ui/react-icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { RunPreview } from '#contracts';
import { executionWords } from '#domain';
import { HeldBrakes } from '../brakes/held-brakes';
import { Empty } from '../states/empty';
import { Loading } from '../states/loading';
import { ProblemAlert } from '../states/problem-alert';
import { taskWords } from '../tasks/task-words';
import { Diagnostics } from './feature-list';
import { previewQuery, startRun, type Order } from './start-queries';

interface Props { repository: string; baseBranch: string | undefined; featureKey: string }

export function PreviewPanel({ repository, baseBranch, featureKey }: Props): ReactNode {
  const navigate = useNavigate();
  const [order, setOrder] = useState<Order>({ repository, featureKey, dryRun: false, attempts: 1, ...(baseBranch === undefined ? {} : { baseBranch }) });
  const { data: preview, error, isPending, refetch } = useQuery({ ...previewQuery(order), placeholderData: (previous) => previous });
  const starting = useMutation({ mutationFn: () => startRun(order), onSuccess: ({ id }) => navigate({ to: '/runs/$runId', params: { runId: id } }) });
  const mayStart = preview !== undefined && preview.phase !== null && preview.running === null && preview.brakes.length === 0;
  return (
    <section className="card panel" aria-labelledby="preview-title">
      <Stack gap="md">
        <Title order={2} size="h4" id="preview-title">What a run would do</Title>
        {error ? <ProblemAlert error={error} onRetry={() => void refetch()} /> : isPending ? <Loading what="Looking" /> : <Preview preview={preview} />}
        <Options order={order} onChange={setOrder} />
        <HeldBrakes brakes={preview?.brakes ?? []} onReleased={() => void refetch()} />
        {starting.error ? <ProblemAlert error={starting.error} /> : null}
        <Group gap="sm">
          <Button leftSection={<PlayIcon />} disabled={!mayStart} loading={starting.isPending} onClick={() => starting.mutate()}>{order.dryRun ? 'Run without publishing' : 'Run the phase'}</Button>
          {preview?.running ? <Text size="sm">This feature has <Link className="anchor" to="/runs/$runId" params={{ runId: preview.running.runId }}>a run on its way</Link>; it has to end first.</Text> : null}
        </Group>
      </Stack>
    </section>
  );
}

function Preview({ preview }: { preview: RunPreview }): ReactNode {
  const { phase, openTasks, diagnostics, prompt, pullRequest, effects } = preview;
  if (!phase) return <Empty title="Nothing is open">Every task in {preview.tasksFile} is done on {preview.baseBranch}. A run would end with no work.</Empty>;
  return (
    <Stack gap="sm">
      <dl className="facts-grid preview-facts">{factsOf(preview).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      {diagnostics.length > 0 ? <Diagnostics diagnostics={diagnostics} /> : null}
      <div><Title order={3} size="h6">Open tasks</Title><ul className="plain-list">{openTasks.map((task) => <li key={task.line}><span className="mono">{task.id ?? `line ${task.line}`}</span> {taskWords(task)}</li>)}</ul></div>
      {effects.length > 0 ? <div><Title order={3} size="h6">It would</Title><ul className="plain-list bulleted">{effects.map((effect) => <li key={effect}>{effect}</li>)}</ul></div> : null}
      {prompt === null ? null : <details className="preview-text"><summary>The prompt, word for word</summary><pre className="pre preview" tabIndex={0}>{prompt}</pre></details>}
      {pullRequest === null ? null : (
        <details className="preview-text">
          <summary>The pull request: {pullRequest.title}</summary>
          {pullRequest.labels.length > 0 ? <Text size="sm">Labels: {pullRequest.labels.join(', ')}</Text> : null}
          <pre className="pre preview" tabIndex={0}>{pullRequest.body}</pre>
        </details>
      )}
    </Stack>
  );
}

function factsOf({ phase, baseBranch, baseSha, branchName, agent, environment, execution, chain }: RunPreview): [string, ReactNode][] {
  return [
    ['Phase', phase?.title], ['Base', <>{baseBranch} at <span className="mono">{baseSha.slice(0, 12)}</span></>], ['Branch', <span key="branch" className="mono">{branchName ?? '–'}</span>],
    ['Agent', agent], ['Environment', environment ?? <span key="missing" className="status tone-care">not known</span>], ['Prompt', executionWords(execution)], ['Stages', chain.join(' → ')],
  ];
}

function Options({ order, onChange }: { order: Order; onChange: (order: Order) => void }): ReactNode {
  const text = (name: 'notes' | 'externalRef', value: string): void => {
    const { [name]: _, ...rest } = order;
    onChange(value === '' ? rest : { ...rest, [name]: value });
  };
  return (
    <div className="start-options">
      <Switch label="Dry run: stop before anything is pushed" checked={order.dryRun} onChange={(event) => onChange({ ...order, dryRun: event.currentTarget.checked })} />
      <NativeSelect label="Attempts of the agent" data={['1', '2', '3', '4']} value={String(order.attempts)} onChange={(event) => onChange({ ...order, attempts: Number(event.currentTarget.value) })} />
      <TextInput label="Note" maxLength={4000} value={order.notes ?? ''} onChange={(event) => text('notes', event.currentTarget.value)} />
      <TextInput label="Reference of yours" placeholder="JIRA-123" maxLength={500} value={order.externalRef ?? ''} onChange={(event) => text('externalRef', event.currentTarget.value)} />
    </div>
  );
}
