// A new feature from its first words: the text that spec, plan and tasks are written from.
import { Button, Group, NativeSelect, Stack, Switch, Text, TextInput, Textarea, Title } from '@mantine/core';
import { PlayIcon } from '@radix-ui/react-icons';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { codingAgentNames, isLocalAgent } from '#contracts';
import { HeldBrakes } from '../brakes/held-brakes';
import { ProblemAlert } from '../states/problem-alert';
import { SpecificationPreview } from './specification-preview';
import { previewSpecification, startSpecification, type Specification } from './start-queries';

const longestText = 100_000;

export function SpecificationPanel({ repository, baseBranch }: { repository: string; baseBranch: string | undefined }): ReactNode {
  const navigate = useNavigate();
  const [wish, setWish] = useState<Specification>({ repository, specifyText: '', dryRun: false, ...(baseBranch === undefined ? {} : { baseBranch }) });
  const previewing = useMutation({ mutationFn: () => previewSpecification(wish) });
  const starting = useMutation({ mutationFn: () => startSpecification(wish), onSuccess: ({ id }) => navigate({ to: '/runs/$runId', params: { runId: id } }) });
  const change = (changed: Specification): void => {
    setWish(changed);
    // What is shown is of another text.
    previewing.reset();
  };
  const brakes = previewing.data?.brakes ?? [];
  const isEmpty = wish.specifyText.trim() === '';
  return (
    <section className="card panel" aria-labelledby="specification-title">
      <Stack gap="md">
        <Title order={2} size="h4" id="specification-title">Specify a new feature</Title>
        <Text size="sm" c="dimmed">An agent writes spec, plan and tasks in a container of its own, in a directory with the next free number. They come as a draft pull request.</Text>
        <Textarea
          label="What is wanted, and why" placeholder="Customers keep products on a wish list, so that …" required autosize minRows={5} maxRows={18} maxLength={longestText}
          value={wish.specifyText} onChange={(event) => change({ ...wish, specifyText: event.currentTarget.value })}
        />
        <Options wish={wish} onChange={change} />
        {previewing.error ? <ProblemAlert error={previewing.error} /> : null}
        {previewing.data ? <SpecificationPreview preview={previewing.data} /> : null}
        <HeldBrakes brakes={brakes} onReleased={() => previewing.mutate()} />
        {starting.error ? <ProblemAlert error={starting.error} /> : null}
        <Group gap="sm">
          <Button leftSection={<PlayIcon />} disabled={isEmpty || brakes.length > 0} loading={starting.isPending} onClick={() => starting.mutate()}>{wish.dryRun ? 'Write without publishing' : 'Write the specification'}</Button>
          <Button variant="default" disabled={isEmpty} loading={previewing.isPending} onClick={() => previewing.mutate()}>Preview</Button>
        </Group>
      </Stack>
    </section>
  );
}

function Options({ wish, onChange }: { wish: Specification; onChange: (wish: Specification) => void }): ReactNode {
  const text = (name: 'featureKey' | 'agent' | 'notes' | 'externalRef', value: string): void => {
    const { [name]: _, ...rest } = wish;
    onChange(value === '' ? rest : { ...rest, [name]: value });
  };
  return (
    <div className="start-options">
      <Switch label="Dry run: stop before anything is pushed" checked={wish.dryRun} onChange={(event) => onChange({ ...wish, dryRun: event.currentTarget.checked })} />
      <TextInput label="Name of the feature" placeholder="from the text" maxLength={200} value={wish.featureKey ?? ''} onChange={(event) => text('featureKey', event.currentTarget.value.trim())} />
      <NativeSelect label="Agent" data={[{ value: '', label: 'as configured' }, ...codingAgentNames.filter(isLocalAgent)]} value={wish.agent ?? ''} onChange={(event) => text('agent', event.currentTarget.value)} />
      <TextInput label="Note" maxLength={4000} value={wish.notes ?? ''} onChange={(event) => text('notes', event.currentTarget.value)} />
      <TextInput label="Reference of yours" placeholder="JIRA-123" maxLength={500} value={wish.externalRef ?? ''} onChange={(event) => text('externalRef', event.currentTarget.value)} />
    </div>
  );
}
