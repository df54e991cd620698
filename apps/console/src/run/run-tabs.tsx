// What a run made and said, one thing at a time; which one is in the address.
import { Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, type ReactNode } from 'react';
import type { Run } from '#contracts';
import { patientLoad } from '../chunks/patient-load';
import { Loading } from '../states/loading';
import type { RunLine } from './run-line';
import { runTabs, type RunTab } from './run-search';

const LogPanel = lazy(() => patientLoad(() => import('./log/log-panel')));
const PatchPanel = lazy(() => patientLoad(() => import('./patch/patch-panel')));
const TasksPanel = lazy(() => patientLoad(() => import('./tasks/tasks-panel')));
const ArtifactsPanel = lazy(() => patientLoad(() => import('./artifacts/artifacts-panel')));
const FactsPanel = lazy(() => patientLoad(() => import('./facts/facts-panel')));

const route = getRouteApi('/runs/$runId');
const labels: Record<RunTab, string> = { log: 'Log', patch: 'Patch', tasks: 'Tasks and credentials', artifacts: 'Artifacts', facts: 'Facts' };

export function RunTabs({ run, line }: { run: Run; line: RunLine }): ReactNode {
  const { tab = 'log' } = route.useSearch();
  const navigate = route.useNavigate();
  const counts: Partial<Record<RunTab, number>> = { artifacts: run.artifacts.length, facts: line.facts.length };
  return (
    <Tabs value={tab} onChange={(chosen) => void navigate({ search: (search) => ({ ...search, tab: runTabs.find((one) => one === chosen) }), replace: true, resetScroll: false })} keepMounted={false} className="card panel">
      <Tabs.List mb="sm">{runTabs.map((one) => <Tabs.Tab key={one} value={one}>{labels[one]}{counts[one] ? ` (${counts[one]})` : ''}</Tabs.Tab>)}</Tabs.List>
      <Suspense fallback={<Loading />}>
        <Tabs.Panel value="log"><LogPanel run={run} line={line} /></Tabs.Panel>
        <Tabs.Panel value="patch"><PatchPanel run={run} line={line} /></Tabs.Panel>
        <Tabs.Panel value="tasks"><TasksPanel run={run} line={line} /></Tabs.Panel>
        <Tabs.Panel value="artifacts"><ArtifactsPanel run={run} /></Tabs.Panel>
        <Tabs.Panel value="facts"><FactsPanel line={line} /></Tabs.Panel>
      </Suspense>
    </Tabs>
  );
}
