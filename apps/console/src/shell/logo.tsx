// The name of the product with its mark.
import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';

export function Logo(): ReactNode {
  return (
    <Group gap={8} wrap="nowrap">
      <img src="/favicon.svg" width={26} height={26} alt="" />
      <Text fw={700} size="lg" component="span">Specline</Text>
    </Group>
  );
}
