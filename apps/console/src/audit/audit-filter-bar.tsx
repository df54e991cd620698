// Filters of the audit log, kept in the address.
import { Button, NativeSelect } from '@mantine/core';
import { Cross2Icon } from '@radix-ui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { auditedActions } from '#contracts';
import { SettledText } from '../filters/settled-text';
import { repositoriesQuery } from '../runs/run-queries';
import { isId, isNarrowed, outcomes, spanNames, type AuditFilters } from './audit-filters';

const any = { value: '', label: 'Any' };
const spanLabels = { hour: 'The last hour', day: 'The last 24 hours', week: 'The last 7 days', month: 'The last 30 days' } as const;

export function AuditFilterBar({ filters, actors }: { filters: AuditFilters; actors: readonly string[] }): ReactNode {
  const navigate = useNavigate({ from: '/audit' });
  const repositories = useQuery(repositoriesQuery).data?.items.map(({ repository }) => repository) ?? [];
  const change = (part: { [Name in keyof AuditFilters]: AuditFilters[Name] | undefined }): void => void navigate({ search: (search) => ({ ...search, ...part }), replace: true });
  return (
    <div className="audit-filters" role="search">
      <SettledText label="Who" placeholder="The whole name" maxLength={200} value={filters.actor ?? ''} options={actors} onSettle={(actor) => change({ actor: actor.trim() || undefined })} />
      <NativeSelect label="Action" size="xs" data={[any, ...auditedActions]} value={filters.action ?? ''} onChange={({ currentTarget: { value } }) => change({ action: auditedActions.find((one) => one === value) })} />
      <SettledText label="Repository" placeholder="owner/name" maxLength={140} value={filters.repository ?? ''} options={repositories} onSettle={(repository) => change({ repository: repository.trim() || undefined })} />
      <SettledText label="Run" placeholder="The whole id" maxLength={36} value={filters.runId ?? ''} onSettle={(id) => change({ runId: isId(id.trim()) ? id.trim() : undefined })} />
      <NativeSelect label="Outcome" size="xs" data={[any, ...outcomes]} value={filters.outcome ?? ''} onChange={({ currentTarget: { value } }) => change({ outcome: outcomes.find((one) => one === value) })} />
      <NativeSelect label="When" size="xs" data={[any, ...spanNames.map((value) => ({ value, label: spanLabels[value] }))]} value={filters.span ?? ''} onChange={({ currentTarget: { value } }) => change({ span: spanNames.find((one) => one === value) })} />
      {isNarrowed(filters) ? <Button size="xs" variant="subtle" leftSection={<Cross2Icon />} onClick={() => void navigate({ search: {}, replace: true })}>Clear</Button> : null}
    </div>
  );
}
