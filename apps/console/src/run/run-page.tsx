// One run: what it is, where it stands, what it made, and what can be done with it.
import { Stack } from '@mantine/core';
import { createLazyRoute, getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { isUnknown } from '../api/api-failure';
import { isTroubled } from '../status/tone';
import { permissionOf } from '../session/rights';
import { useSession } from '../session/session-context';
import { Empty } from '../states/empty';
import { Loading } from '../states/loading';
import { ProblemAlert } from '../states/problem-alert';
import { FailurePanel } from './failure/failure-panel';
import { RunFacts, RunHeader } from './run-header';
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
  const session = useSession();
  if (!run && isUnknown(error)) return <Empty title="There is no such run">The link may be cut off, or the run is older than what is kept. <Link to="/runs">All runs</Link></Empty>;
  if (!run) return error ? <ProblemAlert error={error} onRetry={refetch} /> : <Loading what="Loading the run" />;
  const permission = permissionOf(session, 'operate', run.repository);
  return (
    <Stack gap="md">
      <RunHeader run={run} last={line.facts.at(-1)} permission={permission} />
      {run.failure && isTroubled(run.status) ? <FailurePanel run={run} failure={run.failure} last={line.facts.at(-1)} mayAct={permission.why === undefined} /> : null}
      <RunFacts run={run} />
      <TimelinePanel run={run} />
      <RunTabs run={run} line={line} />
    </Stack>
  );
}
