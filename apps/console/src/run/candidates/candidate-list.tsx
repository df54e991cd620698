// The answers among which the run chose: by rank, with why, and a way to have another one published.
import { Badge, Button, Group, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { Candidate, Run } from '#contracts';
import { usePermission } from '../../session/session-context';
import { answersQuery } from './answers-query';
import { canChoose, reportOfAnswers, standing } from './candidates';
import { ChooseDialog } from './choose-dialog';

/** Nothing for a run with one answer. `onShow` is given the id of a patch to look at. */
export function CandidateList({ run, onShow }: { run: Run; onShow: (artifactId: string) => void }): ReactNode {
  const report = useQuery(answersQuery(run.id, reportOfAnswers(run))).data;
  const [wanted, setWanted] = useState<Candidate>();
  const { hidden, why } = usePermission('operate', run.repository);
  if (!report) return null;
  return (
    <section aria-labelledby="answers-title" className="candidates">
      <h3 id="answers-title" className="patch-task">{report.candidates.length} answers of {run.agent}</h3>
      <Table.ScrollContainer minWidth={480}>
        <Table>
          <Table.Thead><Table.Tr><Table.Th>Rank</Table.Th><Table.Th>Answer</Table.Th><Table.Th>Why</Table.Th><Table.Th /></Table.Tr></Table.Thead>
          <Table.Tbody>
            {report.candidates.map((one) => (
              <Table.Tr key={one.candidate}>
                <Table.Td>{one.rank}</Table.Td>
                <Table.Td>Answer {one.candidate} <Badge size="sm" variant="light" color={one.chosen ? 'green' : one.applies ? 'gray' : 'red'}>{standing(one, report.chosenBy)}</Badge></Table.Td>
                <Table.Td><Text size="sm" className="break said">{one.why}</Text></Table.Td>
                <Table.Td>
                  <Group gap="xs" wrap="nowrap" justify="flex-end">
                    {one.patch ? <Button size="compact-xs" variant="default" onClick={() => onShow(one.patch?.id ?? '')} aria-label={`Show answer ${one.candidate}`}>Show</Button> : null}
                    {!hidden && canChoose(one, run) ? <Button size="compact-xs" disabled={why !== undefined} title={why} onClick={() => setWanted(one)} aria-label={`Choose answer ${one.candidate} and republish`}>Choose and republish</Button> : null}
                  </Group>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {wanted ? <ChooseDialog run={run} candidate={wanted} onClose={() => setWanted(undefined)} /> : null}
    </section>
  );
}
