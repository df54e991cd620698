// Filters of the log of deliveries. What is typed goes into the address once one pauses.
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { Cross2Icon } from '@radix-ui/react-icons';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState, type ReactNode } from 'react';
import { deliveryStatuses } from '#contracts';
import type { DeliveryFilters } from './delivery-filters';

export function DeliveryFilterBar({ filters, webhooks }: { filters: DeliveryFilters; webhooks: readonly string[] }): ReactNode {
  const navigate = useNavigate({ from: '/notifications' });
  const change = (part: { [Name in keyof DeliveryFilters]: DeliveryFilters[Name] | undefined }): void => void navigate({ search: (search) => ({ ...search, ...part }), replace: true });
  return (
    <div className="delivery-filters" role="search">
      <WebhookField value={filters.webhook ?? ''} webhooks={webhooks} onSettle={(webhook) => change({ webhook: webhook.trim() || undefined })} />
      <NativeSelect label="Status" size="xs" data={[{ value: '', label: 'Any' }, ...deliveryStatuses]} value={filters.status ?? ''} onChange={(event) => change({ status: deliveryStatuses.find((one) => one === event.currentTarget.value) })} />
      {filters.webhook || filters.status ? <Button size="xs" variant="subtle" leftSection={<Cross2Icon />} onClick={() => void navigate({ search: {}, replace: true })}>Clear</Button> : null}
    </div>
  );
}

interface WebhookFieldProps { value: string; webhooks: readonly string[]; onSettle: (value: string) => void }

function WebhookField({ value, webhooks, onSettle }: WebhookFieldProps): ReactNode {
  const [text, setText] = useState(value);
  const [settled, setSettled] = useState(value);
  // The address has changed, by us or by somebody else.
  if (settled !== value) {
    setSettled(value);
    setText(value);
  }
  const settle = useDebouncedCallback(onSettle, 300);
  const type = (typed: string): void => {
    setText(typed);
    settle(typed);
  };
  const suggestions = useId();
  return (
    <>
      <TextInput label="Webhook" placeholder="Its name" size="xs" type="search" maxLength={64} list={suggestions} value={text} onChange={(event) => type(event.currentTarget.value)} />
      <datalist id={suggestions}>{webhooks.map((one) => <option key={one} value={one} />)}</datalist>
    </>
  );
}
