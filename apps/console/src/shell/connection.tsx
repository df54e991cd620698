// Whether what is shown is live.
import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { useStreamState } from '../events/events-context';

const states = {
  live: { tone: 'good', label: 'Live', hint: 'Events arrive as they happen.' },
  connecting: { tone: 'still', label: 'Connecting', hint: 'Waiting for the gateway.' },
  broken: { tone: 'care', label: 'Reconnecting', hint: 'The gateway is away. What happens meanwhile is shown when it is back.' },
} as const;

export function Connection(): ReactNode {
  const { tone, label, hint } = states[useStreamState()];
  return <Tooltip label={hint}><span className={`status tone-${tone}`} role="status" tabIndex={0}><svg width="8" height="8" aria-hidden><circle cx="4" cy="4" r="4" fill="currentColor" /></svg><span className="connection-label">{label}</span></span></Tooltip>;
}
