// The switch for notifications in this browser, and why it cannot be used where that is so.
import { Switch, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useNotifyPreference, type NotifyPermission } from './notify-preference';

const obstacles: Partial<Record<NotifyPermission, string>> = {
  denied: 'This browser has blocked notifications of this page. Allow them in its settings for this site (the sign beside the address), then switch them on here.',
  unsupported: 'This browser has no notifications. Another browser has, or a webhook can tell you.',
};
const insecure = 'Browsers allow notifications only over https, or on localhost: open the console by such an address.';

export function NotifySwitch(): ReactNode {
  const { permission, enabled, set } = useNotifyPreference();
  const obstacle = isSecureContext ? obstacles[permission] : insecure;
  return (
    <section className="card panel">
      <Title order={2} size="h5" mb="xs">In this browser</Title>
      <Switch
        label="Notify me when a run ends" checked={enabled} disabled={obstacle !== undefined} onChange={(event) => void set(event.currentTarget.checked)}
        description="While the console is open, but hidden or at another run. A click on the notification leads to the run."
      />
      <Text size="sm" mt="xs" c="var(--state-care)" role="status">{obstacle}</Text>
    </section>
  );
}
