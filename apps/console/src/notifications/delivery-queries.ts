// The log of deliveries, and sending one again.
import { infiniteQueryOptions, useMutation, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import type { DeliveryPage, WebhookDelivery } from '#contracts';
import { answerOf, api } from '../api/client';
import { pauseOf, type DeliveryFilters } from './delivery-filters';

const logKey = ['deliveries', 'log'] as const;

export const deliveryLogQuery = (filters: DeliveryFilters) => infiniteQueryOptions({
  queryKey: [...logKey, filters],
  queryFn: ({ pageParam, signal }) => answerOf(api.GET('/api/workflows/speckit/webhooks/deliveries', { params: { query: { ...filters, limit: 50, ...(pageParam === null ? {} : { cursor: pageParam }) } }, signal })),
  initialPageParam: null as string | null,
  getNextPageParam: ({ nextCursor }) => nextCursor,
  refetchInterval: ({ state: { data } }) => pauseOf(data?.pages.flatMap(({ items }) => items) ?? [], Date.now()),
});

/** The row shows at once that it is to be sent again; what comes of it follows with the next look. */
export function useRedelivery() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id }: WebhookDelivery) => answerOf(api.POST('/api/workflows/speckit/webhooks/deliveries/{id}/redeliver', { params: { path: { id } } })),
    onMutate: () => queries.cancelQueries({ queryKey: logKey }),
    onSuccess: (changed) => queries.setQueriesData<InfiniteData<DeliveryPage>>({ queryKey: logKey }, (log) => log && {
      ...log, pages: log.pages.map((page) => ({ ...page, items: page.items.map((one) => (one.id === changed.id ? changed : one)) })),
    }),
  });
}
