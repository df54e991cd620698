// The run's line of facts, as it is stored.
import { Table, Text, UnstyledButton } from '@mantine/core';
import { ChevronDownIcon, ChevronRightIcon } from '@radix-ui/react-icons';
import { Fragment, useState, type ReactNode } from 'react';
import type { StoredFact } from '#contracts';
import { Empty } from '../../states/empty';
import { momentText } from '../../time/moment';
import type { RunLine } from '../run-line';
import { WideTable } from '../../tables/wide-table';

export default function FactsPanel({ line: { facts } }: { line: RunLine }): ReactNode {
  const [open, setOpen] = useState<number>();
  if (facts.length === 0) return <Empty title="No facts here">They are older than the stream keeps, or the gateway is away.</Empty>;
  return (
    <>
      <Text size="sm" c="dimmed" mb={6}>Everything that was ever stored about this run, in its order. What the other views show is made of this.</Text>
      <WideTable label="Facts" minWidth={620}>
        <Table fz="sm" verticalSpacing={4}>
          <Table.Thead><Table.Tr><Table.Th w={90}>Sequence</Table.Th><Table.Th>Fact</Table.Th><Table.Th>Next</Table.Th><Table.Th>Attempt</Table.Th><Table.Th>At</Table.Th><Table.Th>By</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>
            {facts.map((stored) => (
              <Fragment key={stored.sequence}>
                <FactRow stored={stored} open={open === stored.sequence} onToggle={() => setOpen(open === stored.sequence ? undefined : stored.sequence)} />
                {open === stored.sequence ? <Table.Tr><Table.Td colSpan={6}><pre className="pre preview">{JSON.stringify(stored.fact, undefined, 2)}</pre></Table.Td></Table.Tr> : null}
              </Fragment>
            ))}
          </Table.Tbody>
        </Table>
      </WideTable>
    </>
  );
}

function FactRow({ stored: { sequence, fact }, open, onToggle }: { stored: StoredFact; open: boolean; onToggle: () => void }): ReactNode {
  return (
    <Table.Tr>
      <Table.Td><UnstyledButton className="link-button" aria-expanded={open} onClick={onToggle}>{open ? <ChevronDownIcon aria-hidden /> : <ChevronRightIcon aria-hidden />} {sequence}</UnstyledButton></Table.Td>
      <Table.Td><strong>{fact.stage}</strong> {fact.state}{fact.failure ? <Text span size="xs" ff="monospace" c="var(--state-bad)"> {fact.failure.code}</Text> : null}</Table.Td>
      <Table.Td>{fact.next}</Table.Td>
      <Table.Td>{fact.attempt}</Table.Td>
      <Table.Td>{momentText(fact.at)}</Table.Td>
      <Table.Td className="break">{fact.actor ?? fact.worker}</Table.Td>
    </Table.Tr>
  );
}
