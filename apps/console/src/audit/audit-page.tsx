// Who did what, for administrators.
import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { createLazyRoute, getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSession } from '../session/session-context';
import { Empty } from '../states/empty';
import { Loading } from '../states/loading';
import { ProblemAlert } from '../states/problem-alert';
import { AuditFilterBar } from './audit-filter-bar';
import { isNarrowed, type AuditFilters } from './audit-filters';
import { auditQuery } from './audit-query';
import { AuditTable } from './audit-table';
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
      {log.error ? <ProblemAlert error={log.error} onRetry={() => void (log.isFetchNextPageError ? log.fetchNextPage() : log.refetch())} /> : null}
      {log.isPending ? <Loading what="Loading the audit log" /> : entries.length > 0 ? <section className="card panel"><AuditTable entries={entries} /></section> : log.error ? null : <Nothing filtered={isNarrowed(filters)} more={log.hasNextPage} />}
      {log.hasNextPage ? <Group justify="center"><Button size="xs" variant="default" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>{entries.length > 0 ? 'Show older entries' : 'Search older entries'}</Button></Group> : null}
    </Stack>
  );
}

function Nothing({ filtered, more }: { filtered: boolean; more: boolean }): ReactNode {
  if (more) return <Empty title="None of the newest entries fits these filters" />;
  if (filtered) return <Empty title="No entry fits these filters"><Link to="/audit">Show all entries</Link></Empty>;
  return <Empty title="Nobody has done anything yet">Whoever starts, cancels or retries a run, pins, gives feedback, releases a brake or drains the installation shows here, and whoever was refused.</Empty>;
}
