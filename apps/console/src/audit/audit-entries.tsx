// The entries of the audit log as far as they are here: on their way, none, refused, or a table with the way to older ones.
import { Button, Group } from '@mantine/core';
import type { InfiniteData } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { AuditEntry } from '#contracts';
import { Empty } from '../states/empty';
import { Loading } from '../states/loading';
import { ProblemAlert } from '../states/problem-alert';
import { AuditTable } from './audit-table';

/** What the view uses of a question that is answered page by page. */
export interface AuditLogState {
  data: InfiniteData<{ items: AuditEntry[] }> | undefined;
  error: Error | null;
  isPending: boolean;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  fetchNextPage: () => unknown;
  refetch: () => unknown;
}

/** `filtered`: what is asked for is narrowed. */
export function AuditEntries({ log, filtered }: { log: AuditLogState; filtered: boolean }): ReactNode {
  const entries = log.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      {log.error ? <ProblemAlert error={log.error} onRetry={() => void (log.isFetchNextPageError ? log.fetchNextPage() : log.refetch())} /> : null}
      {log.isPending ? <Loading what="Loading the audit log" /> : entries.length > 0 ? <section className="card panel"><AuditTable entries={entries} /></section> : log.error ? null : <Nothing filtered={filtered} more={log.hasNextPage} />}
      {log.hasNextPage ? <Group justify="center"><Button size="xs" variant="default" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>{entries.length > 0 ? 'Show older entries' : 'Search older entries'}</Button></Group> : null}
    </>
  );
}

function Nothing({ filtered, more }: { filtered: boolean; more: boolean }): ReactNode {
  if (more) return <Empty title="None of the newest entries fits these filters" />;
  if (filtered) return <Empty title="No entry fits these filters"><Link to="/audit">Show all entries</Link></Empty>;
  return <Empty title="Nobody has done anything yet">Whoever starts, cancels or retries a run, pins, gives feedback, releases a brake or drains the installation shows here, and whoever was refused.</Empty>;
}
