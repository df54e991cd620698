// A table that is wider than a narrow window scrolls by itself, with the keyboard too.
import { Table } from '@mantine/core';
import type { ReactNode } from 'react';

export function WideTable({ label, minWidth, children }: { label: string; minWidth: number; children: ReactNode }): ReactNode {
  return <Table.ScrollContainer minWidth={minWidth} type="native" tabIndex={0} role="region" aria-label={label}>{children}</Table.ScrollContainer>;
}
