// Something is on its way.
import { Center, Loader, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

export function Loading({ what = 'Loading' }: { what?: string }): ReactNode {
  return (
    <Center mih={240} role="status">
      <Stack align="center" gap="xs">
        <Loader size="sm" />
        <Text size="sm" c="dimmed">{what} …</Text>
      </Stack>
    </Center>
  );
}
