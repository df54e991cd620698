// All runs, newest first and live.
import { Button, Group, Loader, Stack, Title } from '@mantine/core';
import { ArrowUpIcon } from '@radix-ui/react-icons';
import { createLazyRoute, getRouteApi, Link } from '@tanstack/react-router';
import { forwardRef, type ComponentPropsWithoutRef, type ReactNode } from 'react';
import { Virtuoso, type Components } from 'react-virtuoso';
import type { RunView } from '#contracts';
import { useSession } from '../session/session-context';
import { Empty } from '../states/empty';
import { Loading } from '../states/loading';
import { ProblemAlert } from '../states/problem-alert';
import { Counters } from './counters';
import { FilterBar } from './filter-bar';
import { isFiltered, type RunFilters } from './run-filters';
import { RunRow } from './run-row';
import { useRunList } from './use-run-list';
import './runs.css';

const route = getRouteApi('/runs');
export const runsView = createLazyRoute('/runs')({ component: RunsPage });

function RunsPage(): ReactNode {
  const filters = route.useSearch();
  const runs = useRunList(filters);
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={1} size="h3">Runs</Title>
        {useSession().role !== 'viewer' ? <Button component={Link} to="/start" size="xs">Start a run</Button> : null}
      </Group>
      <Counters filters={filters} />
      <FilterBar filters={filters} />
      <div>
        {runs.newRuns > 0 ? <NewRuns count={runs.newRuns} onShow={runs.refresh} /> : null}
        <RunList filters={filters} runs={runs} />
      </div>
    </Stack>
  );
}

function NewRuns({ count, onShow }: { count: number; onShow: () => void }): ReactNode {
  const show = (): void => {
    scrollTo({ top: 0 });
    onShow();
  };
  return <div className="new-runs" role="status"><Button size="compact-sm" radius="xl" leftSection={<ArrowUpIcon />} onClick={show}>{count} new {count === 1 ? 'run' : 'runs'}</Button></div>;
}

function RunList({ filters, runs: { list, rows } }: { filters: RunFilters; runs: ReturnType<typeof useRunList> }): ReactNode {
  if (list.isPending) return <Loading what="Loading runs" />;
  if (list.error && rows.length === 0) return <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />;
  if (rows.length === 0) return isFiltered(filters) ? <Empty title="No run fits these filters"><Link to="/runs">Show all runs</Link></Empty> : <NoRuns />;
  return (
    <>
      {list.error ? <ProblemAlert error={list.error} onRetry={() => void (list.isFetchNextPageError ? list.fetchNextPage() : list.refetch())} /> : null}
      <div className="card run-list">
        <Virtuoso
          useWindowScroll data={rows} computeItemKey={(_, { id }) => id} components={listParts} itemContent={(_, run) => <RunRow run={run} />} increaseViewportBy={600}
          context={{ loading: list.isFetchingNextPage }} endReached={() => { if (list.hasNextPage && !list.isFetchingNextPage && !list.error) void list.fetchNextPage(); }}
        />
      </div>
    </>
  );
}

function NoRuns(): ReactNode {
  return <Empty title="No run yet">A run takes the next open phase of a feature to its pull request. <Link to="/start">Pick a repository and look at what a run would do</Link>: that costs nothing.</Empty>;
}

interface ListContext { loading: boolean }
const listParts: Components<RunView, ListContext> = {
  List: forwardRef<HTMLDivElement, ComponentPropsWithoutRef<'div'>>(function List(props, ref) { return <div {...props} ref={ref} role="list" aria-label="Runs" />; }),
  Item: function Item({ item: _, context: __, ...props }: ComponentPropsWithoutRef<'div'> & { item: unknown; context?: unknown }) { return <div {...props} role="listitem" />; },
  Footer: function Footer({ context }: { context?: ListContext }) { return context?.loading ? <Group justify="center" p="sm"><Loader size="xs" aria-label="Loading more" /></Group> : null; },
};
