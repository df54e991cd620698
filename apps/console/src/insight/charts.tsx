// The charts of Insight: loaded when they are shown, since their library weighs as much as the rest of the console.
import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Insight } from '#contracts';

const outcomes = [
  { name: 'succeeded', label: 'Succeeded', color: 'var(--state-good)' }, { name: 'failed', label: 'Failed', color: 'var(--state-bad)' },
  { name: 'cancelled', label: 'Cancelled', color: 'var(--wait)' }, { name: 'noWork', label: 'No work', color: 'var(--state-care)' }, { name: 'open', label: 'On their way', color: 'var(--state-busy)' },
];
const times = [{ name: 'working', label: 'Working', color: 'var(--state-busy)' }, { name: 'agent', label: 'Waiting for the agent', color: 'var(--agent)' }, { name: 'waiting', label: 'Waiting for a worker', color: 'var(--wait)' }];

/** In the order of the bars. */
const legend = { verticalAlign: 'bottom', itemSorter: null } as const;

export default function Charts({ insight: { runsPerDay, stages } }: { insight: Insight }): ReactNode {
  const days = runsPerDay.map(({ day, ...counts }) => ({ day: day.slice(5), ...counts }));
  const perStage = stages.map(({ stage, workingMinutes, agentMinutes, waitingMinutes }) => ({ stage, working: round(workingMinutes), agent: round(agentMinutes), waiting: round(waitingMinutes) }));
  return (
    <div className="insight-columns">
      <section className="card panel" role="group" aria-label="Runs per day">
        <Title order={2} size="h5" mb="xs">Runs per day</Title>
        <BarChart h={240} data={days} dataKey="day" type="stacked" series={outcomes} withLegend tickLine="none" gridAxis="x" legendProps={legend} />
      </section>
      <section className="card panel" role="group" aria-label="Minutes by stage">
        <Title order={2} size="h5" mb="xs">Minutes by stage, all runs</Title>
        <BarChart h={240} data={perStage} dataKey="stage" type="stacked" orientation="vertical" series={times} withLegend tickLine="none" gridAxis="y" yAxisProps={{ width: 74 }} legendProps={legend} />
      </section>
    </div>
  );
}

const round = (minutes: number): number => Math.round(minutes * 100) / 100;
