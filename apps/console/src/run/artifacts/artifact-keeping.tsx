// How long an artifact is kept, and the pin that keeps it longer.
import { Button, Group, Text, Tooltip } from '@mantine/core';
import { DrawingPinFilledIcon, DrawingPinIcon } from '@radix-ui/react-icons';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Artifact, Run } from '#contracts';
import { problemOf } from '../../api/api-failure';
import { answerOf, api } from '../../api/client';
import { usePermission } from '../../session/session-context';
import { momentText } from '../../time/moment';
import { keptText, type Keeping } from './kept-text';

/** What became of the run's artifacts. No fact says it, so no event does: it is asked again when the tab is opened. */
const keepingQuery = (runId: string) => queryOptions({
  queryKey: ['keeping', runId],
  queryFn: ({ signal }) => answerOf(api.GET('/api/workflows/speckit/runs/{id}/artifacts', { params: { path: { id: runId } }, signal })),
  refetchOnMount: 'always',
});

/** Undefined until it is known; without the database nobody knows. */
export function useKeeping(runId: string, artifactId: string): Keeping | undefined {
  return useQuery(keepingQuery(runId)).data?.artifacts.find(({ id }) => id === artifactId);
}

export function ArtifactKeeping({ run, artifact }: { run: Pick<Run, 'id' | 'repository'>; artifact: Artifact }): ReactNode {
  const kept = useKeeping(run.id, artifact.id);
  const { hidden, why } = usePermission('operate', run.repository);
  return (
    <Group gap="xs" wrap="nowrap">
      <Text size="sm" component="span" c={kept?.tombstone ? 'dimmed' : undefined}>{keptText(kept ?? artifact, momentText)}</Text>
      {kept && !kept.tombstone && !hidden ? <PinButton runId={run.id} why={why} artifactId={artifact.id} pinned={kept.pinned} name={`${artifact.artifactType.replaceAll('_', ' ')} of ${artifact.stage}, attempt ${artifact.attempt}`} /> : null}
    </Group>
  );
}

/** All that the run has now; what was removed stays so. */
export function PinAll({ run: { id: runId, repository } }: { run: Pick<Run, 'id' | 'repository'> }): ReactNode {
  const there = useQuery(keepingQuery(runId)).data?.artifacts.filter(({ tombstone }) => !tombstone) ?? [];
  const queries = useQueryClient();
  const { hidden, why } = usePermission('operate', repository);
  const pinned = there.every((artifact) => artifact.pinned);
  const params = { path: { id: runId } };
  const changing = useMutation({
    mutationFn: () => answerOf(pinned ? api.DELETE('/api/workflows/speckit/runs/{id}/pin', { params }) : api.PUT('/api/workflows/speckit/runs/{id}/pin', { params })),
    onSettled: () => queries.invalidateQueries({ queryKey: keepingQuery(runId).queryKey }),
  });
  if (there.length === 0 || hidden) return null;
  return (
    <Group gap="xs">
      <Button size="compact-sm" variant="default" disabled={why !== undefined} leftSection={<DrawingPinIcon aria-hidden />} loading={changing.isPending} onClick={() => changing.mutate()}>{pinned ? 'Unpin all' : 'Pin all'}</Button>
      <Text size="xs" c="dimmed">{why ?? 'What is pinned is kept until it is unpinned.'}</Text>
      <Refusal error={changing.error} />
    </Group>
  );
}

function PinButton({ runId, artifactId, pinned, name, why }: { runId: string; artifactId: string; pinned: boolean; name: string; why: string | undefined }): ReactNode {
  const queries = useQueryClient();
  const params = { path: { id: runId, artifactId } };
  const changing = useMutation({
    mutationFn: () => answerOf(pinned ? api.DELETE('/api/workflows/speckit/runs/{id}/artifacts/{artifactId}/pin', { params }) : api.PUT('/api/workflows/speckit/runs/{id}/artifacts/{artifactId}/pin', { params })),
    onSettled: () => queries.invalidateQueries({ queryKey: keepingQuery(runId).queryKey }),
  });
  return (
    <>
      <Tooltip label={why ?? (pinned ? 'Let it be removed when it has expired' : 'Keep it until it is unpinned')}>
        <Button size="compact-xs" variant="subtle" disabled={why !== undefined} aria-label={`${pinned ? 'Unpin' : 'Pin'} ${name}`} aria-pressed={pinned} loading={changing.isPending} onClick={() => changing.mutate()}>{pinned ? <DrawingPinFilledIcon aria-hidden /> : <DrawingPinIcon aria-hidden />}</Button>
      </Tooltip>
      <Refusal error={changing.error} />
    </>
  );
}

function Refusal({ error }: { error: unknown }): ReactNode {
  if (!error) return null;
  const { detail, remediation } = problemOf(error);
  return <Text size="xs" c="var(--mantine-color-error)" role="alert">{detail} {remediation}</Text>;
}
