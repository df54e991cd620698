// "Was this enough to act?": the measure of how well failures are told.
import { Button, Group, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { problemOf } from '../../api/api-failure';
import { answerOf, api } from '../../api/client';
import { useSession } from '../../session/session-context';
import { feedbackQuery } from '../run-queries';

export function FeedbackQuestion({ runId }: { runId: string }): ReactNode {
  const { name } = useSession();
  const queries = useQueryClient();
  const mine = useQuery(feedbackQuery(runId)).data?.feedback.find(({ principal }) => principal === name);
  const [note, setNote] = useState('');
  const saying = useMutation({
    mutationFn: (enough: boolean) => answerOf(api.POST('/api/workflows/speckit/runs/{id}/feedback', { params: { path: { id: runId } }, body: { enough, ...(note.trim() ? { note: note.trim() } : {}) } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: feedbackQuery(runId).queryKey }),
  });
  const button = (enough: boolean, label: string): ReactNode => (
    <Button size="xs" variant={mine?.enough === enough ? 'filled' : 'default'} aria-pressed={mine?.enough === enough} loading={saying.isPending && saying.variables === enough} onClick={() => saying.mutate(enough)}>{label}</Button>
  );
  return (
    <Group gap="xs" className="feedback">
      <Text size="sm" fw={600}>Was this enough to act?</Text>
      {button(true, 'Yes')}
      {button(false, 'No')}
      <TextInput size="xs" aria-label="What was missing?" placeholder={mine?.note ?? 'What was missing? (optional)'} value={note} onChange={(event) => setNote(event.currentTarget.value)} maxLength={4000} className="feedback-note" />
      {mine && !saying.error ? <Text size="xs" c="dimmed" role="status">Thank you, it is noted.</Text> : null}
      {saying.error ? <Text size="xs" c="var(--mantine-color-error)" role="alert">{problemOf(saying.error).detail} {problemOf(saying.error).remediation}</Text> : null}
    </Group>
  );
}
