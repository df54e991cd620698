// The frame around every view: header, navigation, content.
import { AppShell, Burger, Group, Loader } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { DrainNotice } from '../brakes/drain-notice';
import { EventsProvider } from '../events/events-context';
import { useRunNotifications } from '../notify/use-run-notifications';
import { SessionGate } from '../session/session-gate';
import { AccountMenu } from './account-menu';
import { ColorSchemeMenu } from './color-scheme';
import { Connection } from './connection';
import { Logo } from './logo';
import { Navigation } from './navigation';

export function Shell(): ReactNode {
  return <SessionGate><EventsProvider><Frame /></EventsProvider></SessionGate>;
}

function Frame(): ReactNode {
  const [opened, { toggle, close }] = useDisclosure(false);
  useRunNotifications();
  const loading = useRouterState({ select: ({ status }) => status === 'pending' });
  return (
    <AppShell header={{ height: 54 }} navbar={{ width: 190, breakpoint: 'md', collapsed: { mobile: !opened } }} padding={{ base: 'sm', sm: 'lg' }}>
      <a className="skip-link" href="#content">Skip to the content</a>
      <AppShell.Header px="md" bg="var(--surface)">
        <Group h="100%" justify="space-between" wrap="nowrap" gap="xs">
          <Group gap="xs" wrap="nowrap">
            <Burger opened={opened} onClick={toggle} hiddenFrom="md" size="sm" aria-label="Navigation" />
            <Link to="/runs" aria-label="Specline: all runs" className="plain-link"><Logo /></Link>
            {loading ? <Loader size={14} aria-label="Loading" /> : null}
          </Group>
          <Group gap={8} wrap="nowrap"><Connection /><ColorSchemeMenu /><AccountMenu /></Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" bg="var(--surface)"><Navigation onNavigate={close} /></AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}><DrainNotice /><Outlet /></AppShell.Main>
    </AppShell>
  );
}
