// Entries of the audit log: who did what to what, why, and what came of it.
import { Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { acceptedOutcome, type AuditEntry, type AuditTarget } from '#contracts';
import { auditedChanges, changeText } from '#domain';
import { WideTable } from '../tables/wide-table';
import { Ago } from '../time/moment';

export function AuditTable({ entries }: { entries: readonly AuditEntry[] }): ReactNode {
  return (
    <WideTable label="Audit log" minWidth={960}>
      <Table fz="sm" verticalSpacing={5} horizontalSpacing={8}>
        <Table.Thead>
          <Table.Tr><Table.Th>When</Table.Th><Table.Th>Who</Table.Th><Table.Th>Action</Table.Th><Table.Th>To what</Table.Th><Table.Th>Outcome</Table.Th><Table.Th>Change</Table.Th><Table.Th>Why</Table.Th></Table.Tr>
        </Table.Thead>
        <Table.Tbody>{entries.map((entry) => <Table.Tr key={entry.id}><EntryCells entry={entry} /></Table.Tr>)}</Table.Tbody>
      </Table>
    </WideTable>
  );
}

function EntryCells({ entry }: { entry: AuditEntry }): ReactNode {
  const { at, actor, action, target, outcome, reason } = entry;
  return (
    <>
      <Table.Td className="nowrap"><Ago at={at} /></Table.Td>
      <Table.Td className="audit-who"><span title={signInText(actor)}>{actor.name}</span><Text size="xs" c="dimmed">{actor.role ?? 'no role there'}</Text></Table.Td>
      <Table.Td className="nowrap">{action}</Table.Td>
      <Table.Td className="audit-target"><Target target={target} /></Table.Td>
      <Table.Td><span className={`status tone-${outcome === acceptedOutcome ? 'good' : 'bad'}`}>{outcome}</span></Table.Td>
      <Table.Td className="audit-change"><Changes entry={entry} /></Table.Td>
      <Table.Td className="audit-reason">{reason ?? '–'}</Table.Td>
    </>
  );
}

/** To the run; where there is none, to the runs of what it was done to. */
function Target({ target: { repository, featureKey, runId } }: { target: AuditTarget }): ReactNode {
  if (repository === null && runId === null) return 'the installation';
  const name = [repository, featureKey].filter((one) => one !== null).join(' ');
  if (runId !== null) return <>{name} <Link className="anchor mono" to="/runs/$runId" params={{ runId }} title={runId}>{runId.slice(0, 13)}</Link></>;
  return <Link className="anchor" to="/runs" search={{ ...(repository === null ? {} : { repository }), ...(featureKey === null ? {} : { featureKey }) }}>{name}</Link>;
}

/** Of what was refused, what was asked for. */
function Changes({ entry }: { entry: AuditEntry }): ReactNode {
  const changes = auditedChanges(entry).map(changeText);
  if (changes.length > 0) return changes.map((text) => <div key={text}>{text}</div>);
  const asked = entry.outcome === acceptedOutcome ? [] : Object.entries(entry.asked ?? {});
  return asked.length === 0 ? '–' : asked.map(([name, value]) => <Text key={name} size="sm" c="dimmed">asked {name}: {String(value)}</Text>);
}

function signInText({ signedIn, vouchedBy }: AuditEntry['actor']): string {
  return `${signedIn === 'session' ? 'In a browser' : 'With a token'}, known by ${vouchedBy === 'token_list' ? 'the list of tokens' : 'the identity provider'}`;
}
