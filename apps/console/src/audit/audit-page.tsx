// Who did what, for administrators.
import { Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { createLazyRoute, getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSession } from '../session/session-context';
import { Empty } from '../states/empty';
import { AuditEntries } from './audit-entries';
import { AuditFilterBar } from './audit-filter-bar';
import { isNarrowed, type AuditFilters } from './audit-filters';
import { auditQuery } from './audit-query';
import './audit.css';

const route = getRouteApi('/audit');
export const auditView = createLazyRoute('/audit')({ component: AuditPage });

function AuditPage(): ReactNode {
  const filters = route.useSearch();
  const isAdministrator = useSession().role === 'admin';
  return (
    <Stack gap="md">
      <Title order={1} size="h3">Audit</Title>
      {isAdministrator ? <AuditLog filters={filters} /> : <Empty title="The audit log is for administrators">Sign in with a token that has the role admin, for all repositories or for some.</Empty>}
    </Stack>
  );
}

function AuditLog({ filters }: { filters: AuditFilters }): ReactNode {
  const log = useInfiniteQuery(auditQuery(filters));
  const entries = log.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">Everything that was asked for and changes something, accepted or refused. What Specline does by itself is told by the facts of its runs.</Text>
      <AuditFilterBar filters={filters} actors={[...new Set(entries.map(({ actor }) => actor.name))]} />
      <AuditEntries log={log} filtered={isNarrowed(filters)} />
    </Stack>
  );
}
