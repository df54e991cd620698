// The status of a run: by colour, form and word.
import { CheckCircledIcon, CircleBackslashIcon, ClockIcon, CrossCircledIcon, MinusCircledIcon, UpdateIcon } from '@radix-ui/react-icons';
import type { ReactNode } from 'react';
import type { RunStatus } from '#contracts';
import { runLabels, runTones } from './tone';

const icons: Record<RunStatus, ReactNode> = {
  pending: <ClockIcon aria-hidden />, running: <UpdateIcon aria-hidden className="status-spin" />, retrying: <UpdateIcon aria-hidden className="status-spin" />,
  succeeded: <CheckCircledIcon aria-hidden />, failed: <CrossCircledIcon aria-hidden />, no_work: <MinusCircledIcon aria-hidden />, no_changes: <MinusCircledIcon aria-hidden />,
  cancelled: <CircleBackslashIcon aria-hidden />,
};

export function StatusBadge({ status }: { status: RunStatus }): ReactNode {
  return <span className={`status tone-${runTones[status]}`}>{icons[status]}{runLabels[status]}</span>;
}
