// How people and other systems hear of the end of a run: in this browser, and by webhooks with the log of what they were told.
import { Button, Code, Group, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { createLazyRoute, getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { NotifySwitch } from '../notify/notify-switch';
import { Empty } from '../states/empty';
import { Loading } from '../states/loading';
import { ProblemAlert } from '../states/problem-alert';
import { DeliveryFilterBar } from './delivery-filter-bar';
import type { DeliveryFilters } from './delivery-filters';
import { deliveryLogQuery, useRedelivery } from './delivery-queries';
import { DeliveryTable } from './delivery-table';
import './notifications.css';

const route = getRouteApi('/notifications');
export const notificationsView = createLazyRoute('/notifications')({ component: NotificationsPage });

function NotificationsPage(): ReactNode {
  return (
    <Stack gap="md">
      <Title order={1} size="h3">Notifications</Title>
      <NotifySwitch />
      <DeliveryLog filters={route.useSearch()} />
    </Stack>
  );
}

function DeliveryLog({ filters }: { filters: DeliveryFilters }): ReactNode {
  const log = useInfiniteQuery(deliveryLogQuery(filters));
  const deliveries = log.data?.pages.flatMap(({ items }) => items) ?? [];
  const filtered = filters.webhook !== undefined || filters.status !== undefined;
  return (
    <Stack gap="sm">
      <Title order={2} size="h5">What webhooks were told</Title>
      {filtered || deliveries.length > 0 ? <DeliveryFilterBar filters={filters} webhooks={[...new Set(deliveries.map(({ webhook }) => webhook))]} /> : null}
      {log.error ? <ProblemAlert error={log.error} onRetry={() => void (log.isFetchNextPageError ? log.fetchNextPage() : log.refetch())} /> : null}
      {log.isPending ? <Loading what="Loading deliveries" /> : deliveries.length > 0 ? <Deliveries log={log} deliveries={deliveries} /> : log.error ? null : filtered ? <NoneFits /> : <NothingSent />}
    </Stack>
  );
}

function Deliveries({ log, deliveries }: { log: Pick<ReturnType<typeof useInfiniteQuery>, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>; deliveries: Parameters<typeof DeliveryTable>[0]['deliveries'] }): ReactNode {
  const redelivery = useRedelivery();
  return (
    <>
      {redelivery.error ? <ProblemAlert error={redelivery.error} title="It was not sent again" /> : null}
      <Text size="sm" c="dimmed" role="status">{redelivery.data ? `${redelivery.data.webhook} is told again of ${redelivery.data.event}.` : ''}</Text>
      <section className="card panel"><DeliveryTable deliveries={deliveries} busy={redelivery.isPending ? redelivery.variables.id : undefined} onRedeliver={(delivery) => redelivery.mutate(delivery)} /></section>
      {log.hasNextPage ? <Group justify="center"><Button size="xs" variant="default" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>Show older deliveries</Button></Group> : null}
    </>
  );
}

function NoneFits(): ReactNode {
  return <Empty title="No delivery fits these filters"><Link to="/notifications">Show all deliveries</Link></Empty>;
}

function NothingSent(): ReactNode {
  return (
    <Empty title="No webhook was told anything yet">
      A webhook tells a chat or a tracker when a run ends. Whoever operates Specline names it in <Code>SPECLINE_WEBHOOKS</Code> and its secret in <Code>SPECLINE_WEBHOOK_SECRETS</Code>;
      how is written in <Code>docs/operations.md</Code> under “Webhooks”. Runs that end from then on show here.
    </Empty>
  );
}
