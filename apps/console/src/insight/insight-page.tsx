// How well the automation works, against what was promised.
import { Group, SegmentedControl, Stack, Table, Text, Title } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { createLazyRoute, getRouteApi, Link } from '@tanstack/react-router';
import { lazy, Suspense, type ReactNode } from 'react';
import type { Insight } from '#contracts';
import { patientLoad } from '../chunks/patient-load';
import { answerOf, api } from '../api/client';
import { Empty } from '../states/empty';
import { Loading } from '../states/loading';
import { ProblemAlert } from '../states/problem-alert';
import { Ago } from '../time/moment';
import { insightSpans } from './insight-search';
import { figuresOf, minutesText, percent, type Figure } from './insight-view';
import './insight.css';
import { WideTable } from '../tables/wide-table';

const Charts = lazy(() => patientLoad(() => import('./charts')));
const route = getRouteApi('/insight');
export const insightView = createLazyRoute('/insight')({ component: InsightPage });

const insightQuery = (days: number) => queryOptions({
  queryKey: ['insight', days],
  queryFn: ({ signal }) => answerOf(api.GET('/api/workflows/speckit/insight', { params: { query: { days } }, signal })),
  placeholderData: (previous) => previous,
  staleTime: 60_000,
});

function InsightPage(): ReactNode {
  const { days = 30 } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: insight, error, isPending, refetch } = useQuery(insightQuery(days));
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1} size="h3">Insight</Title>
        <SegmentedControl size="xs" aria-label="How many days" value={String(days)} data={insightSpans.map((span) => ({ value: String(span), label: `${span} days` }))} onChange={(span) => void navigate({ search: { days: Number(span) }, replace: true })} />
      </Group>
      {isPending ? <Loading what="Counting" /> : insight ? <Numbers insight={insight} /> : <ProblemAlert error={error} onRetry={() => void refetch()} />}
    </Stack>
  );
}

function Numbers({ insight }: { insight: Insight }): ReactNode {
  const figures = figuresOf(insight);
  if (figures[0]?.value === '0') return <Empty title="No runs in these days">Choose a longer time, or <Link to="/start">start a run</Link>.</Empty>;
  return (
    <>
      <div className="figures">{figures.map((figure) => <FigureCard key={figure.label} figure={figure} />)}</div>
      <Suspense fallback={<Loading what="Drawing" />}><Charts insight={insight} /></Suspense>
      <div className="insight-columns">
        <StageTimes stages={insight.stages} />
        <div className="insight-stack"><Failures failures={insight.failures} /><OperatorTime operator={insight.operator} /></div>
      </div>
    </>
  );
}

function FigureCard({ figure: { label, value, hint, tone } }: { figure: Figure }): ReactNode {
  return (
    <div className={`card figure tone-${tone}`}>
      <span className="figure-label">{label}</span>
      <span className="figure-value">{value}</span>
      <span className="figure-hint">{hint}</span>
    </div>
  );
}

function Failures({ failures }: Pick<Insight, 'failures'>): ReactNode {
  return (
    <section className="card panel">
      <Title order={2} size="h5" mb="xs">What fails most</Title>
      {failures.length === 0 ? <Text size="sm">Nothing failed.</Text> : (
        <Table fz="sm" verticalSpacing={4}>
          <Table.Thead><Table.Tr><Table.Th>Code</Table.Th><Table.Th ta="right">Failures</Table.Th><Table.Th ta="right">Runs</Table.Th><Table.Th ta="right">Last</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>{failures.map(({ code, failures: count, runs, lastAt }) => <Table.Tr key={code}><Table.Td><Link className="anchor mono break" to="/runs" search={{ failureCode: code }}>{code}</Link></Table.Td><Table.Td ta="right">{count}</Table.Td><Table.Td ta="right">{runs}</Table.Td><Table.Td ta="right"><Ago at={lastAt} /></Table.Td></Table.Tr>)}</Table.Tbody>
        </Table>
      )}
    </section>
  );
}

function StageTimes({ stages }: Pick<Insight, 'stages'>): ReactNode {
  return (
    <section className="card panel">
      <Title order={2} size="h5" mb="xs">Where the time goes</Title>
      <WideTable label="Where the time goes" minWidth={440}>
        <Table fz="sm" verticalSpacing={4} horizontalSpacing={6}>
          <Table.Thead>
            <Table.Tr><Table.Th rowSpan={2}>Stage</Table.Th><Table.Th ta="right" rowSpan={2}>Attempts</Table.Th><Table.Th ta="center" colSpan={3}>Work</Table.Th><Table.Th ta="center" colSpan={2}>Waiting for</Table.Th></Table.Tr>
            <Table.Tr><Table.Th ta="right">half within</Table.Th><Table.Th ta="right">95 % within</Table.Th><Table.Th ta="right">in all</Table.Th><Table.Th ta="right">the agent</Table.Th><Table.Th ta="right">a worker</Table.Th></Table.Tr>
          </Table.Thead>
          <Table.Tbody>{stages.map((stage) => <StageRow key={stage.stage} {...stage} />)}</Table.Tbody>
        </Table>
      </WideTable>
    </section>
  );
}

function StageRow({ stage, attempts, p50WorkingMinutes, p95WorkingMinutes, workingMinutes, agentMinutes, waitingMinutes }: Insight['stages'][number]): ReactNode {
  const spans = [p50WorkingMinutes, p95WorkingMinutes, workingMinutes, agentMinutes === 0 ? null : agentMinutes, waitingMinutes];
  return <Table.Tr><Table.Td>{stage}</Table.Td><Table.Td ta="right">{attempts}</Table.Td>{spans.map((span, index) => <Table.Td key={index} ta="right" className="insight-span">{minutesText(span)}</Table.Td>)}</Table.Tr>;
}

function OperatorTime({ operator: { actions, minutesPerAction, waitedMinutes, phases, minutesPerPhase, manualBaselineMinutes, savedShare } }: Pick<Insight, 'operator'>): ReactNode {
  const lines: [string, string][] = [
    ['Actions (starts, retries, cancels)', `${actions}, ${minutesText(minutesPerAction)} each`], ['Failed runs waited for a person', minutesText(waitedMinutes)],
    ['Phases that reached a pull request', String(phases)], ['Operator time for a phase', minutesText(minutesPerPhase)], ['By hand, as configured', minutesText(manualBaselineMinutes)], ['Saved', percent(savedShare)],
  ];
  return (
    <section className="card panel">
      <Title order={2} size="h5" mb="xs">Time of operators</Title>
      <Table fz="sm" verticalSpacing={4}><Table.Tbody>{lines.map(([name, value]) => <Table.Tr key={name}><Table.Td>{name}</Table.Td><Table.Td ta="right">{value}</Table.Td></Table.Tr>)}</Table.Tbody></Table>
    </section>
  );
}
