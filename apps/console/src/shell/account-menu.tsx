// Who is signed in, and signing out.
import { Button, Menu } from '@mantine/core';
import { ExitIcon, PersonIcon } from '@radix-ui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { sessionKey, signOut } from '../session/session';
import { useSession } from '../session/session-context';

export function AccountMenu(): ReactNode {
  const { name, role } = useSession();
  const queries = useQueryClient();
  const leave = (): void => void signOut().finally(() => {
    queries.setQueryData(sessionKey, null);
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target><Button variant="default" h={34} px="sm" leftSection={<PersonIcon />} aria-label={`Signed in as ${name}, ${role}`}>{name}</Button></Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{role === 'viewer' ? 'viewer: looks, does not act' : role}</Menu.Label>
        <Menu.Item leftSection={<ExitIcon />} onClick={leave}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
