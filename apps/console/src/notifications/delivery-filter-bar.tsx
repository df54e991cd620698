// Filters of the log of deliveries, kept in the address.
import { Button, NativeSelect } from '@mantine/core';
import { Cross2Icon } from '@radix-ui/react-icons';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { deliveryStatuses } from '#contracts';
import { SettledText } from '../filters/settled-text';
import type { DeliveryFilters } from './delivery-filters';

export function DeliveryFilterBar({ filters, webhooks }: { filters: DeliveryFilters; webhooks: readonly string[] }): ReactNode {
  const navigate = useNavigate({ from: '/notifications' });
  const change = (part: { [Name in keyof DeliveryFilters]: DeliveryFilters[Name] | undefined }): void => void navigate({ search: (search) => ({ ...search, ...part }), replace: true });
  return (
    <div className="delivery-filters" role="search">
      <SettledText
        label="Webhook" placeholder="Its name" maxLength={64} value={filters.webhook ?? ''} options={webhooks}
        onSettle={(webhook) => change({ webhook: webhook.trim() || undefined })}
      />
      <NativeSelect label="Status" size="xs" data={[{ value: '', label: 'Any' }, ...deliveryStatuses]} value={filters.status ?? ''} onChange={(event) => change({ status: deliveryStatuses.find((one) => one === event.currentTarget.value) })} />
      {filters.webhook || filters.status ? <Button size="xs" variant="subtle" leftSection={<Cross2Icon />} onClick={() => void navigate({ search: {}, replace: true })}>Clear</Button> : null}
    </div>
  );
}
