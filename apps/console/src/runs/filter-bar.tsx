// Search and filters of the list of runs, kept in the address.
import { Button, NativeSelect } from '@mantine/core';
import { Cross2Icon, MagnifyingGlassIcon } from '@radix-ui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { workflowNames } from '#contracts';
import { SettledText } from '../filters/settled-text';
import { isFiltered, type RunFilters } from './run-filters';
import { repositoriesQuery } from './run-queries';

type TextFilter = 'q' | 'repository' | 'featureKey' | 'failureCode';

export function FilterBar({ filters }: { filters: RunFilters }): ReactNode {
  const navigate = useNavigate({ from: '/runs' });
  const repositories = useQuery(repositoriesQuery).data?.items.map(({ repository }) => repository) ?? [];
  const change = (part: Partial<RunFilters>): void => void navigate({ search: (search) => ({ ...search, ...part }), replace: true });
  const field = (name: TextFilter) => ({ value: filters[name] ?? '', onSettle: (value: string) => change({ [name]: value.trim() || undefined }) });
  return (
    <div className="filters" role="search">
      <SettledText {...field('q')} label="Search" placeholder="Run, phase, branch, pull request …" className="filter-wide" icon={<MagnifyingGlassIcon />} />
      <SettledText {...field('repository')} label="Repository" placeholder="owner/name" options={repositories} />
      <SettledText {...field('featureKey')} label="Feature" placeholder="003-cart" />
      <SettledText {...field('failureCode')} label="Failure code" placeholder="codex.no_diff" />
      <NativeSelect label="Workflow" size="xs" data={[{ value: '', label: 'Any' }, ...workflowNames]} value={filters.workflow ?? ''} onChange={(event) => change({ workflow: workflowNames.find((name) => name === event.currentTarget.value) })} />
      {isFiltered(filters) ? <Button size="xs" variant="subtle" leftSection={<Cross2Icon />} onClick={() => void navigate({ search: {}, replace: true })}>Clear</Button> : null}
    </div>
  );
}
