// The buttons that do something with a run; each asks for a note first.
import { Button, Group, Text } from '@mantine/core';
import { Cross2Icon, ReloadIcon, ResumeIcon } from '@radix-ui/react-icons';
import { useState, type ReactNode } from 'react';
import type { Run, StoredFact } from '#contracts';
import { ActionDialog, type RunAction } from './action-dialog';

/** `why` they cannot be pressed by whoever is signed in; undefined when they can. */
export function RunActions({ run, last, why }: { run: Run; last: StoredFact | undefined; why: string | undefined }): ReactNode {
  const [action, setAction] = useState<RunAction>();
  const over = run.finishedAt !== null;
  const resumable = run.status === 'failed' && run.restartedAs === null;
  const disabled = why !== undefined;
  return (
    <Group gap="xs">
      {resumable ? <Button size="xs" disabled={disabled} leftSection={<ResumeIcon />} onClick={() => setAction('retry')}>Retry</Button> : null}
      {over && run.restartedAs === null ? <Button size="xs" variant="default" disabled={disabled} leftSection={<ReloadIcon />} onClick={() => setAction('restart')}>Restart from discovery</Button> : null}
      {over ? null : <Button size="xs" variant="default" disabled={disabled} leftSection={<Cross2Icon />} onClick={() => setAction('cancel')}>Cancel the run</Button>}
      {disabled ? <Text size="xs" c="dimmed">{why}</Text> : null}
      {action ? <ActionDialog key={action} action={action} run={run} last={last} onClose={() => setAction(undefined)} /> : null}
    </Group>
  );
}
