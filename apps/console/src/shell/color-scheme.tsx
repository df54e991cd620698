// Light, dark or what the system says.
import { ActionIcon, Menu, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { CheckIcon, DesktopIcon, MoonIcon, SunIcon } from '@radix-ui/react-icons';
import type { ReactNode } from 'react';

const schemes: { scheme: MantineColorScheme; label: string; icon: ReactNode }[] = [
  { scheme: 'light', label: 'Light', icon: <SunIcon /> },
  { scheme: 'dark', label: 'Dark', icon: <MoonIcon /> },
  { scheme: 'auto', label: 'Like the system', icon: <DesktopIcon /> },
];

export function ColorSchemeMenu(): ReactNode {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label="Colour scheme">{schemes.find(({ scheme }) => scheme === colorScheme)?.icon}</ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {schemes.map(({ scheme, label, icon }) => (
          <Menu.Item key={scheme} leftSection={icon} rightSection={scheme === colorScheme ? <CheckIcon aria-label="chosen" /> : undefined} onClick={() => setColorScheme(scheme)}>{label}</Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
