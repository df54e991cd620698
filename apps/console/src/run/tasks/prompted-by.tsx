// Whose prompts the run's agent was given, in one line.
import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Run } from '#contracts';
import { promptWords } from '#domain';

export function PromptedBy({ run }: { run: Pick<Run, 'tasks'> }): ReactNode {
  const words = promptWords(run.tasks);
  if (words === null) return null;
  return (
    <section>
      <Title order={3} size="h6" mb={6}>Prompt of the agent</Title>
      <Text size="sm" className="break">{words}</Text>
    </section>
  );
}
