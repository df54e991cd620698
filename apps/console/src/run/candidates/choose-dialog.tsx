// Asks before another answer is published: what that does, and a note on why.
import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import type { Candidate, Run } from '#contracts';
import { answerOf, api } from '../../api/client';
import { ProblemAlert } from '../../states/problem-alert';

export function ChooseDialog({ run, candidate: { candidate, why }, onClose }: { run: Run; candidate: Candidate; onClose: () => void }): ReactNode {
  const [note, setNote] = useState('');
  const choosing = useMutation({
    mutationFn: () => answerOf(api.POST('/api/workflows/speckit/runs/{id}/retry', { params: { path: { id: run.id } }, body: { mode: 'choose_candidate', candidate, ...(note.trim() ? { notes: note.trim() } : {}) } })),
    onSuccess: onClose,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    choosing.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={`Choose answer ${candidate} and republish`} size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text size="sm">The answer that was kept is checked again{run.dryRun ? '. Nothing is published: the run is a dry run' : ', takes the place of the other one on the branch, and the text of the pull request follows'}. Codex is not asked. A branch on which somebody else has worked is left alone.</Text>
          <Text size="sm" c="dimmed" className="break said">{why}</Text>
          <Textarea label="Note" description="Kept with the run, for whoever reads it later." autosize minRows={2} maxLength={4000} value={note} onChange={(event) => setNote(event.currentTarget.value)} data-autofocus />
          {choosing.error ? <ProblemAlert error={choosing.error} /> : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>Leave it</Button>
            <Button type="submit" loading={choosing.isPending}>Choose and republish</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
