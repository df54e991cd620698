// The audit log, page by page.
import { infiniteQueryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api/client';
import { questionOf, type AuditFilters } from './audit-filters';

export const auditQuery = (filters: AuditFilters) => infiniteQueryOptions({
  queryKey: ['audit', filters],
  queryFn: ({ pageParam, signal }) => answerOf(api.GET('/api/workflows/speckit/audit', { params: { query: { ...questionOf(filters, Date.now()), limit: 50, ...(pageParam === null ? {} : { cursor: pageParam }) } }, signal })),
  initialPageParam: null as string | null,
  getNextPageParam: ({ nextCursor }) => nextCursor,
  // Who reads older entries is not asked to begin again.
  refetchInterval: ({ state: { data } }) => ((data?.pages.length ?? 0) > 1 ? false : 10_000),
});
