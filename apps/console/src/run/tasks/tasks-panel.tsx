// The tasks of the phase before and after, what was found about them, and the credentials that were used.
import { List, Stack, Table, Text, Title } from '@mantine/core';
import { CheckboxIcon, BoxIcon } from '@radix-ui/react-icons';
import type { ReactNode } from 'react';
import type { CredentialAudit, Diagnostic, Run, RunContext, TaskFinding } from '#contracts';
import type { Tone } from '../../status/tone';
import { taskWords } from '../../tasks/task-words';
import { Empty } from '../../states/empty';
import { momentText } from '../../time/moment';
import { contextOf, type RunLine } from '../run-line';
import { PromptedBy } from './prompted-by';
import { WideTable } from '../../tables/wide-table';

export default function TasksPanel({ run, line }: { run: Run; line: RunLine }): ReactNode {
  const context = contextOf(line);
  return (
    <Stack gap="lg">
      {context?.discover ? <PhaseTasks discover={context.discover} apply={context.apply} /> : null}
      {context?.discover || run.workflow === 'specify' ? null : <Empty title="The phase is not known yet">Its tasks are here once tasks.md has been read.</Empty>}
      {context?.discover && context.discover.diagnostics.length > 0 ? <Remarks title={`Remarks on ${context.discover.tasksFile}`} remarks={context.discover.diagnostics} /> : null}
      {context?.apply && context.apply.findings.length > 0 ? <Remarks title="Found in the patch" remarks={context.apply.findings} /> : null}
      <PromptedBy run={run} />
      <Credentials audit={run.credentialAudit} />
    </Stack>
  );
}

type Discovered = NonNullable<RunContext['discover']>;

function PhaseTasks({ discover, apply }: { discover: Discovered; apply: RunContext['apply'] }): ReactNode {
  const ticked = new Set(apply?.ticked);
  return (
    <section>
      <Title order={3} size="h6">Open tasks of the phase in {discover.tasksFile}</Title>
      <WideTable label="Tasks" minWidth={300}>
        <Table verticalSpacing={5} horizontalSpacing={6} fz="sm">
          <Table.Thead><Table.Tr><Table.Th w={58}>Before</Table.Th><Table.Th w={50}>After</Table.Th><Table.Th w={60}>Task</Table.Th><Table.Th>What</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>
            {discover.openTasks.map((task) => {
              const { id, line, text } = task;
              const done = ticked.has(id ?? text.slice(0, 80));
              return (
                <Table.Tr key={line}>
                  <Table.Td><Tick done={false} /></Table.Td>
                  <Table.Td>{apply ? <Tick done={done} /> : '–'}</Table.Td>
                  <Table.Td className="mono">{id ?? `line ${line}`}</Table.Td>
                  <Table.Td className="break">{taskWords(task)}</Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </WideTable>
    </section>
  );
}

function Tick({ done }: { done: boolean }): ReactNode {
  return <span className={`tone-${done ? 'good' : 'still'}`} style={{ color: 'var(--tone)' }}>{done ? <CheckboxIcon aria-label="ticked" /> : <BoxIcon aria-label="open" />}</span>;
}

function Remarks({ title, remarks }: { title: string; remarks: readonly (Diagnostic | TaskFinding)[] }): ReactNode {
  return (
    <section>
      <Title order={3} size="h6">{title}</Title>
      <List size="sm">{remarks.map(({ code, line, message }) => <List.Item key={`${code} ${line} ${message}`}>{line === null ? '' : `Line ${line}: `}{message} <Text span size="xs" c="dimmed" ff="monospace">{code}</Text></List.Item>)}</List>
    </section>
  );
}

const tones: Record<CredentialAudit['codexStatus'], Tone> = { valid: 'good', invalid: 'bad', expires_soon: 'care', scope_missing: 'bad', skipped: 'still' };

function Credentials({ audit }: { audit: CredentialAudit | null }): ReactNode {
  return (
    <section>
      <Title order={3} size="h6" mb={6}>Credentials that were checked</Title>
      {audit === null ? <Text size="sm" c="dimmed">None yet.</Text> : (
        <Stack gap={6}>
          <Text component="span" size="sm">Codex <span className={`status tone-${tones[audit.codexStatus]}`}>{audit.codexStatus.replaceAll('_', ' ')}</span> · GitHub <span className={`status tone-${tones[audit.githubStatus]}`}>{audit.githubStatus.replaceAll('_', ' ')}</span></Text>
          <Text size="xs" c="dimmed">Checked {momentText(audit.checkedAt)}</Text>
          <List size="sm">{audit.notes.map((note) => <List.Item key={note} className="break">{note}</List.Item>)}</List>
        </Stack>
      )}
    </section>
  );
}
