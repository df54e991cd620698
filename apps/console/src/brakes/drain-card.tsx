// Begins and ends the drain of the installation, for administrators.
import { Button, Group, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { usePermission } from '../session/session-context';
import { ProblemAlert } from '../states/problem-alert';
import { Ago } from '../time/moment';
import { beginDrain, brakesQuery, endDrain } from './brake-queries';

export function DrainCard(): ReactNode {
  const { why } = usePermission('administer', null);
  const { data } = useQuery(brakesQuery);
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const changing = useMutation({
    mutationFn: (why: string | undefined) => (why === undefined ? endDrain() : beginDrain(why)),
    onSuccess: async () => { setReason(''); await queries.invalidateQueries({ queryKey: brakesQuery.queryKey }); },
  });
  const draining = data?.draining ?? null;
  return (
    <section className="card panel">
      <Title order={2} size="h5" mb="xs">Drain</Title>
      <Text size="sm" className="break">{draining ? <>Nothing is started since <Ago at={draining.at} />. {draining.by}: {draining.reason}</> : 'Runs are started. A drain refuses new ones; those whose agent is at work come to their end.'}</Text>
      {changing.error ? <ProblemAlert error={changing.error} /> : null}
      {why !== undefined ? <Text size="sm" c="dimmed">An administrator can change it. {why}</Text> : draining ? <Button size="xs" mt="xs" loading={changing.isPending} onClick={() => changing.mutate(undefined)}>End the drain</Button> : (
        <form onSubmit={(event) => { event.preventDefault(); if (reason.trim() !== '') changing.mutate(reason); }}>
          <Group gap="xs" align="flex-end" mt="xs">
            <TextInput size="xs" label="Reason" maxLength={1000} required value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
            <Button size="xs" type="submit" variant="default" disabled={reason.trim() === ''} loading={changing.isPending}>Drain</Button>
          </Group>
        </form>
      )}
    </section>
  );
}
