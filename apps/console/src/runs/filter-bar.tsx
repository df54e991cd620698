// Search and filters of the list of runs. What is typed goes into the address once one pauses.
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { Cross2Icon, MagnifyingGlassIcon } from '@radix-ui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState, type ReactNode } from 'react';
import { workflowNames } from '#contracts';
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
      <SettledText {...field('q')} label="Search" placeholder="Run, phase, branch, pull request …" wide />
      <SettledText {...field('repository')} label="Repository" placeholder="owner/name" options={repositories} />
      <SettledText {...field('featureKey')} label="Feature" placeholder="003-cart" />
      <SettledText {...field('failureCode')} label="Failure code" placeholder="codex.no_diff" />
      <NativeSelect label="Workflow" size="xs" data={[{ value: '', label: 'Any' }, ...workflowNames]} value={filters.workflow ?? ''} onChange={(event) => change({ workflow: workflowNames.find((name) => name === event.currentTarget.value) })} />
      {isFiltered(filters) ? <Button size="xs" variant="subtle" leftSection={<Cross2Icon />} onClick={() => void navigate({ search: {}, replace: true })}>Clear</Button> : null}
    </div>
  );
}

interface SettledTextProps { label: string; placeholder: string; value: string; onSettle: (value: string) => void; options?: string[]; wide?: boolean }

function SettledText({ label, placeholder, value, onSettle, options, wide }: SettledTextProps): ReactNode {
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
      <TextInput
        label={label} placeholder={placeholder} value={text} size="xs" type="search" className={wide ? 'filter-wide' : ''} leftSection={wide ? <MagnifyingGlassIcon /> : undefined}
        list={options ? suggestions : undefined} onChange={(event) => type(event.currentTarget.value)}
      />
      {options ? <datalist id={suggestions}>{options.map((one) => <option key={one} value={one} />)}</datalist> : null}
    </>
  );
}
