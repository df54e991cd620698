// One run: what it is, where it stands, what it made, and what can be done with it.
import { Stack } from '@mantine/core';
import { createLazyRoute, getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { isTroubled } from '../status/tone';
import { useMayAct } from '../session/session-context';
import { Loading } from '../states/loading';
import { ProblemAlert } from '../states/problem-alert';
import { FailurePanel } from './failure/failure-panel';
import { RunHeader } from './run-header';
import { RunTabs } from './run-tabs';
import { TimelinePanel } from './timeline/timeline-panel';
import { useRunLine } from './use-run-line';
import './run.css';

const route = getRouteApi('/runs/$runId');
export const runView = createLazyRoute('/runs/$runId')({ component: RunPage });

function RunPage(): ReactNode {
  const { runId } = route.useParams();
  return <FollowedRunPage key={runId} runId={runId} />;
}

function FollowedRunPage({ runId }: { runId: string }): ReactNode {
  const { run, line, error, refetch } = useRunLine(runId);
  const mayAct = useMayAct();
  if (!run) return error ? <ProblemAlert error={error} onRetry={refetch} /> : <Loading what="Loading the run" />;
  return (
    <Stack gap="md">
      <RunHeader run={run} last={line.facts.at(-1)} mayAct={mayAct} />
      {run.failure && isTroubled(run.status) ? <FailurePanel run={run} failure={run.failure} last={line.facts.at(-1)} mayAct={mayAct} /> : null}
      <TimelinePanel run={run} />
      <RunTabs run={run} line={line} />
    </Stack>
  );
}
