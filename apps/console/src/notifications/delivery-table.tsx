// What each webhook was told, and what came of it.
import { Button, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { WebhookDelivery } from '#contracts';
import { usePermission } from '../session/session-context';
import type { Tone } from '../status/tone';
import { WideTable } from '../tables/wide-table';
import { useNow } from '../time/clock';
import { durationText } from '../time/duration';
import { Ago, momentText } from '../time/moment';

interface Props { deliveries: readonly WebhookDelivery[]; busy: string | undefined; onRedeliver: (delivery: WebhookDelivery) => void }
const tones: Record<WebhookDelivery['status'], Tone> = { pending: 'busy', delivered: 'good', failed: 'bad' };

export function DeliveryTable({ deliveries, busy, onRedeliver }: Props): ReactNode {
  const mayAct = usePermission('operate', null).why === undefined;
  return (
    <WideTable label="Deliveries" minWidth={920}>
      <Table fz="sm" verticalSpacing={4} horizontalSpacing={8}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Status</Table.Th><Table.Th>Webhook</Table.Th><Table.Th>Event</Table.Th><Table.Th>Run</Table.Th><Table.Th>Attempts</Table.Th>
            <Table.Th>Last answer</Table.Th><Table.Th>Last try</Table.Th><Table.Th>Next try</Table.Th>{mayAct ? <Table.Th ta="right">Action</Table.Th> : null}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {deliveries.map((delivery) => (
            <Table.Tr key={delivery.id}>
              <DeliveryCells delivery={delivery} />
              {mayAct ? <Table.Td ta="right"><Button size="compact-xs" variant="default" loading={busy === delivery.id} onClick={() => onRedeliver(delivery)} aria-label={`Redeliver ${delivery.event} to ${delivery.webhook}`}>Redeliver</Button></Table.Td> : null}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </WideTable>
  );
}

function DeliveryCells({ delivery: { webhook, event, runId, status, attempts, responseStatus, durationMs, error, attemptedAt, nextAttemptAt } }: { delivery: WebhookDelivery }): ReactNode {
  return (
    <>
      <Table.Td><span className={`status tone-${tones[status]}`}>{status}</span></Table.Td>
      <Table.Td className="break">{webhook}</Table.Td>
      <Table.Td className="delivery-fixed">{event}</Table.Td>
      <Table.Td className="delivery-fixed"><Link className="anchor mono" to="/runs/$runId" params={{ runId }} title={runId}>{runId.slice(0, 13)}</Link></Table.Td>
      <Table.Td>{attempts}</Table.Td>
      <Table.Td className="delivery-answer">
        <span className="delivery-fixed">{durationMs === null ? '–' : `${responseStatus ?? 'none'} after ${durationText(durationMs)}`}</span>
        {error === null ? null : <Text size="xs" c="var(--state-bad)">{error}</Text>}
      </Table.Td>
      <Table.Td className="delivery-fixed">{attemptedAt === null ? '–' : <Ago at={attemptedAt} />}</Table.Td>
      <Table.Td className="delivery-fixed">{nextAttemptAt === null ? '–' : <Due at={nextAttemptAt} />}</Table.Td>
    </>
  );
}

function Due({ at }: { at: string }): ReactNode {
  const left = Date.parse(at) - useNow(1);
  return <time dateTime={at} title={momentText(at)}>{left < 1000 ? 'due' : `in ${durationText(Math.floor(left / 1000) * 1000)}`}</time>;
}
