// What webhooks were told, whether it arrived, and telling it again.
import { Button, Table, Text, Title } from '@mantine/core';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { WebhookDelivery } from '#contracts';
import { problemOf } from '../api/api-failure';
import { answerOf, api } from '../api/client';
import { useMayAct } from '../session/session-context';
import type { Tone } from '../status/tone';
import { Ago } from '../time/moment';

const deliveriesQuery = queryOptions({
  queryKey: ['deliveries'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/workflows/speckit/webhooks/deliveries', { signal })),
  refetchInterval: 10_000,
});
const tones: Record<WebhookDelivery['status'], Tone> = { pending: 'busy', delivered: 'good', failed: 'bad' };

export function WebhookDeliveries(): ReactNode {
  const { data, error } = useQuery(deliveriesQuery);
  const queries = useQueryClient();
  const again = useMutation({
    mutationFn: (id: string) => answerOf(api.POST('/api/workflows/speckit/webhooks/deliveries/{id}/redeliver', { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: deliveriesQuery.queryKey }),
  });
  return (
    <section className="card panel">
      <Title order={2} size="h5" mb="xs">Webhook deliveries</Title>
      {again.error ? <Text size="sm" c="var(--mantine-color-error)" role="alert">{problemOf(again.error).detail} {problemOf(again.error).remediation}</Text> : null}
      {error ? <Text size="sm">{problemOf(error).detail} {problemOf(error).remediation}</Text> : data?.items.length ? <Deliveries items={data.items} onAgain={(id) => again.mutate(id)} /> : <Text size="sm" c="dimmed">None yet. Webhooks tell other systems of the end of a run; the operations page says how they are configured.</Text>}
    </section>
  );
}

function Deliveries({ items, onAgain }: { items: readonly WebhookDelivery[]; onAgain: (id: string) => void }): ReactNode {
  const mayAct = useMayAct();
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table fz="sm" verticalSpacing={4}>
        <Table.Thead><Table.Tr><Table.Th>Webhook</Table.Th><Table.Th>Event</Table.Th><Table.Th>Run</Table.Th><Table.Th>State</Table.Th><Table.Th>Attempts</Table.Th><Table.Th>When</Table.Th>{mayAct ? <Table.Th ta="right">Action</Table.Th> : null}</Table.Tr></Table.Thead>
        <Table.Tbody>
          {items.map(({ id, webhook, event, runId, status, attempts, responseStatus, error, attemptedAt, createdAt }) => (
            <Table.Tr key={id}>
              <Table.Td className="break">{webhook}</Table.Td>
              <Table.Td>{event}</Table.Td>
              <Table.Td><Link className="anchor mono" to="/runs/$runId" params={{ runId }}>{runId.slice(0, 13)}</Link></Table.Td>
              <Table.Td><span className={`status tone-${tones[status]}`}>{status}</span> <Text span size="xs" c="dimmed" className="break">{error ?? responseStatus ?? ''}</Text></Table.Td>
              <Table.Td>{attempts}</Table.Td>
              <Table.Td><Ago at={attemptedAt ?? createdAt} /></Table.Td>
              {mayAct ? <Table.Td ta="right"><Button size="compact-xs" variant="default" onClick={() => onAgain(id)}>Deliver again</Button></Table.Td> : null}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
