// Asks before something is done: what it will and will not do, and a note on why.
import { Button, Checkbox, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent, type ReactNode } from 'react';
import type { Run, StoredFact } from '#contracts';
import { answerOf, api } from '../../api/client';
import { ProblemAlert } from '../../states/problem-alert';
import { EffectList } from './effect-list';
import { retryEffects } from './retry-effects';

export type RunAction = 'retry' | 'restart' | 'cancel';
interface Props { action: RunAction; run: Run; last: StoredFact | undefined; onClose: () => void }

const titles: Record<RunAction, string> = { retry: 'Retry the run', restart: 'Restart from discovery', cancel: 'Cancel the run' };
const buttons: Record<RunAction, string> = { retry: 'Retry', restart: 'Start a new run', cancel: 'Cancel the run' };

export function ActionDialog({ action, run, last, onClose }: Props): ReactNode {
  const navigate = useNavigate();
  const [note, setNote] = useState('');
  const [taskId, setTaskId] = useState('');
  const [consent, setConsent] = useState(action !== 'restart');
  const acting = useMutation({
    mutationFn: () => act(action, run.id, note.trim() || undefined, taskId.trim() || undefined),
    onSuccess: ({ id }) => {
      onClose();
      if (id !== run.id) void navigate({ to: '/runs/$runId', params: { runId: id } });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    acting.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={titles[action]} size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Consequences action={action} run={run} last={last} />
          {action === 'retry' && run.failure?.code === 'submit.ambiguous' ? <TextInput label="Codex task to go on with" description="One of the tasks that the failure names; left empty, Codex is asked again." placeholder="task_e_…" value={taskId} onChange={(event) => setTaskId(event.currentTarget.value)} /> : null}
          <Textarea label={action === 'cancel' ? 'Reason' : 'Note'} description="Kept with the run, for whoever reads it later." autosize minRows={2} maxLength={4000} value={note} onChange={(event) => setNote(event.currentTarget.value)} data-autofocus />
          {action === 'restart' ? <Checkbox label="I want a new run that may ask Codex again" checked={consent} onChange={(event) => setConsent(event.currentTarget.checked)} /> : null}
          {acting.error ? <ProblemAlert error={acting.error} /> : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>Leave it</Button>
            <Button type="submit" color={action === 'cancel' ? 'red' : undefined} loading={acting.isPending} disabled={!consent}>{buttons[action]}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Consequences({ action, run, last }: Omit<Props, 'onClose'>): ReactNode {
  if (action === 'cancel') return <Text size="sm">Nothing further is done for this run. A Codex task that is under way there cannot be stopped; its diff will be refused. A pull request that is open stays open.</Text>;
  if (action === 'restart') return <Text size="sm">A new run of the same request: it reads tasks.md on the base branch afresh, and asks Codex anew if something is open. This run stays as it is and names its successor.</Text>;
  const effects = retryEffects(run, last);
  return effects ? <EffectList effects={effects} /> : null;
}

async function act(action: RunAction, id: string, note: string | undefined, taskId: string | undefined): Promise<{ id: string }> {
  const path = { id };
  if (action === 'cancel') return answerOf(api.POST('/api/workflows/speckit/runs/{id}/cancel', { params: { path }, body: note === undefined ? {} : { reason: note } }));
  const mode = action === 'retry' ? 'resume_failed_task' : 'restart_from_discovery';
  return answerOf(api.POST('/api/workflows/speckit/runs/{id}/retry', { params: { path }, body: { mode, ...(note === undefined ? {} : { notes: note }), ...(taskId === undefined ? {} : { taskId }) } }));
}
