// On every page while the installation is drained: that nothing is started, by whom and why.
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { brakesQuery } from './brake-queries';
import './brakes.css';

export function DrainNotice(): ReactNode {
  const { data } = useQuery(brakesQuery);
  const draining = data?.draining;
  if (!draining) return null;
  return <div className="brake drain-notice" role="status"><Text size="sm" className="break"><strong>Specline is drained: nothing is started.</strong> {draining.by}: {draining.reason}</Text></div>;
}
