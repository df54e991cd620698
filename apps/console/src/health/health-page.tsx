// How the installation is, and what to do about what is missing.
import { Group, Progress, Stack, Table, Text, Title } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { createLazyRoute } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Health } from '#contracts';
import { answerOf, api } from '../api/client';
import { DrainCard } from '../brakes/drain-card';
import { sizeText } from '../size/size-text';
import { Loading } from '../states/loading';
import { ProblemAlert } from '../states/problem-alert';
import { Ago } from '../time/moment';
import { CheckList } from './check-list';
import './health.css';

export const healthView = createLazyRoute('/health')({ component: HealthPage });

const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/workflows/speckit/health', { signal })),
  refetchInterval: 10_000,
});

function HealthPage(): ReactNode {
  const { data: health, error, isPending, refetch } = useQuery(healthQuery);
  if (isPending) return <Loading what="Asking every service" />;
  if (!health) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  const failing = health.checks.filter(({ ok }) => !ok).length;
  return (
    <Stack gap="md">
      <Group gap="sm">
        <Title order={1} size="h3">Health</Title>
        <span className={`status tone-${health.ok ? 'good' : 'bad'}`}>{health.ok ? 'All is well' : failing === 0 ? 'Not well' : `${failing} ${failing === 1 ? 'thing needs' : 'things need'} attention`}</span>
        <Text size="xs" c="dimmed">looked <Ago at={health.checkedAt} /></Text>
      </Group>
      {error ? <ProblemAlert error={error} /> : null}
      <CheckList checks={health.checks} />
      <div className="health-columns">
        <DrainCard />
        <StreamCard health={health} />
        <LagCard lag={health.lag} />
        <VersionsCard versions={health.versions} />
      </div>
    </Stack>
  );
}

function StreamCard({ health: { stream, projection } }: { health: Health }): ReactNode {
  const share = (stream?.fullness ?? 0) * 100;
  return (
    <section className="card panel">
      <Title order={2} size="h5" mb="xs">Stream of facts</Title>
      {stream === null ? <Text size="sm">NATS cannot be asked now.</Text> : (
        <Stack gap={6}>
          <Progress value={share} color={share >= 80 ? 'red.8' : share >= 60 ? 'orange.8' : 'green.8'} aria-label={`${share.toFixed(1)} % full`} />
          <Text size="sm">{sizeText(stream.bytes)} of {sizeText(stream.maxBytes)} ({share.toFixed(1)} %). New runs are refused at 80 %.</Text>
          <Text size="sm" c="dimmed">Facts {stream.firstSequence.toLocaleString('en')} to {stream.lastSequence.toLocaleString('en')}</Text>
        </Stack>
      )}
      <Text size="sm" mt={6}>{projection === null ? 'PostgreSQL cannot be asked now: lists are away, single runs work.' : projection.behind === 0 ? 'The rows are up to date.' : `The rows are ${projection.behind.toLocaleString('en')} facts behind.`}</Text>
    </section>
  );
}

function LagCard({ lag }: { lag: Health['lag'] }): ReactNode {
  return (
    <section className="card panel">
      <Title order={2} size="h5" mb="xs">Work in the queues</Title>
      <Table fz="sm" verticalSpacing={3}>
        <Table.Thead><Table.Tr><Table.Th>Stage</Table.Th><Table.Th ta="right">Waiting</Table.Th><Table.Th ta="right">In work</Table.Th></Table.Tr></Table.Thead>
        <Table.Tbody>{lag.map(({ consumer, stage, pending, held }) => <Table.Tr key={consumer}><Table.Td>{stage}</Table.Td><Table.Td ta="right">{pending}</Table.Td><Table.Td ta="right">{held}</Table.Td></Table.Tr>)}</Table.Tbody>
      </Table>
    </section>
  );
}

function VersionsCard({ versions }: { versions: Health['versions'] }): ReactNode {
  return (
    <section className="card panel">
      <Title order={2} size="h5" mb="xs">Versions</Title>
      <Table fz="sm" verticalSpacing={3}><Table.Tbody>{Object.entries(versions).map(([name, version]) => <Table.Tr key={name}><Table.Td>{name}</Table.Td><Table.Td ta="right" className="mono break">{version}</Table.Td></Table.Tr>)}</Table.Tbody></Table>
    </section>
  );
}
