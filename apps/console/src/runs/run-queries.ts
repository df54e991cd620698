// Questions about many runs.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api/client';
import type { RunFilters } from './run-filters';

const pageSize = 100;

export const runListQuery = (filters: RunFilters) => infiniteQueryOptions({
  queryKey: ['runs', 'list', filters],
  queryFn: ({ pageParam, signal }) => answerOf(api.GET('/api/workflows/speckit/runs', {
    params: { query: { ...queryOf(filters), limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) } }, signal,
  })),
  initialPageParam: null as string | null,
  getNextPageParam: ({ nextCursor }) => nextCursor,
  // Events keep it up to date; asking again would move rows under the cursor.
  staleTime: Infinity,
  refetchOnWindowFocus: false,
});

export const runCountsQuery = (filters: RunFilters) => queryOptions({
  queryKey: ['runs', 'counts', withoutCounters(filters)],
  queryFn: ({ signal }) => answerOf(api.GET('/api/workflows/speckit/runs/counts', { params: { query: withoutCounters(filters) }, signal })),
  placeholderData: (previous) => previous,
});

export const repositoriesQuery = queryOptions({
  queryKey: ['repositories'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/workflows/speckit/repositories', { signal })),
  staleTime: 60_000,
});

/** A counter shows what a click on it would bring, whichever of them is chosen now. */
function withoutCounters({ status: _, waiting: __, ...others }: RunFilters): Omit<RunFilters, 'status' | 'waiting'> {
  return others;
}

function queryOf(filters: RunFilters) {
  const { status, waiting } = filters;
  return { ...withoutCounters(filters), ...(status === undefined ? {} : { status }), ...(waiting ? { waiting: 'true' as const } : {}) };
}
