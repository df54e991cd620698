// Nothing is there, and what one could do then.
import { Center, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props { title: string; children?: ReactNode }

export function Empty({ title, children }: Props): ReactNode {
  return (
    <Center mih={220} p="md">
      <Stack align="center" gap="xs" maw={520} ta="center">
        <Title order={2} size="h4">{title}</Title>
        {children === undefined ? null : <Text component="div" size="sm" c="dimmed">{children}</Text>}
      </Stack>
    </Center>
  );
}
