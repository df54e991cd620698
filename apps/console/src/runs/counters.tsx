// How many runs there are of each kind; a click narrows the list to them.
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { runStatuses, type RunStatus } from '#contracts';
import { runLabels, runTones } from '../status/tone';
import { statusText, statusesOf, type RunFilters } from './run-filters';
import { runCountsQuery } from './run-queries';

export function Counters({ filters }: { filters: RunFilters }): ReactNode {
  const { data: counts } = useQuery(runCountsQuery(filters));
  const navigate = useNavigate({ from: '/runs' });
  const chosen = statusesOf(filters);
  const toggle = (status: RunStatus): void => void navigate({ search: (search) => ({ ...search, status: statusText(chosen.includes(status) ? chosen.filter((one) => one !== status) : [...chosen, status]) }), replace: true });
  const shown = runStatuses.filter((status) => chosen.includes(status) || status === 'running' || status === 'failed' || status === 'succeeded' || (counts?.byStatus[status] ?? 0) > 0);
  return (
    <div className="counters" role="group" aria-label="Filter by status">
      <Counter label="All" count={counts?.total} tone="still" pressed={chosen.length === 0 && !filters.waiting} onClick={() => void navigate({ search: ({ status: _, waiting: __, ...rest }) => rest, replace: true })} />
      <Counter label="Waiting for me" count={counts?.waiting} tone="care" pressed={filters.waiting === true} onClick={() => void navigate({ search: (search) => ({ ...search, waiting: search.waiting ? undefined : true }), replace: true })} />
      {shown.map((status) => <Counter key={status} label={runLabels[status]} count={counts?.byStatus[status]} tone={runTones[status]} pressed={chosen.includes(status)} onClick={() => toggle(status)} />)}
    </div>
  );
}

interface CounterProps { label: string; count: number | undefined; tone: string; pressed: boolean; onClick: () => void }

function Counter({ label, count, tone, pressed, onClick }: CounterProps): ReactNode {
  return (
    <button type="button" className={`counter tone-${tone}`} aria-pressed={pressed} onClick={onClick}>
      <span className="counter-number">{count ?? '–'}</span>
      <span>{label}</span>
    </button>
  );
}
