// Features by phases over all repositories: where everything stands.
import { Anchor, Group, NativeSelect, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createLazyRoute, getRouteApi, Link } from '@tanstack/react-router';
import { useCallback, useMemo, type ReactNode } from 'react';
import type { BoardPhase, EventFrame } from '#contracts';
import { HeldBrakes } from '../brakes/held-brakes';
import { useEvents } from '../events/events-context';
import { Empty } from '../states/empty';
import { Loading } from '../states/loading';
import { ProblemAlert } from '../states/problem-alert';
import { boardQuery } from './board-query';
import { byRepository, stateLabels, stateTones, unreachableTogether, type RepositoryFeatures } from './board-view';
import './board.css';

const route = getRouteApi('/board');
export const boardView = createLazyRoute('/board')({ component: BoardPage });

function BoardPage(): ReactNode {
  const { repository } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, isPending, refetch } = useQuery(boardQuery);
  useBoardEvents();
  if (isPending) return <Loading what="Loading the board" />;
  if (error && !data) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  const all = byRepository(data?.items ?? []);
  const shown = all.filter((one) => repository === undefined || one.repository === repository);
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-end">
        <Title order={1} size="h3">Board</Title>
        <NativeSelect size="xs" aria-label="Repository" value={repository ?? ''} data={[{ value: '', label: 'All repositories' }, ...all.map((one) => one.repository)]} onChange={(event) => { const wanted = event.currentTarget.value; void navigate({ search: wanted === '' ? {} : { repository: wanted }, replace: true }); }} />
      </Group>
      {unreachableTogether(data?.unreachable ?? []).map(({ repositories, code, detail, remediation }) => (
        <Text key={`${code} ${detail}`} size="sm" className="board-unreachable break"><strong>{repositories.join(', ')}</strong> cannot be read now, so only what runs tell is shown: {detail} {remediation} <span className="mono">{code}</span></Text>
      ))}
      {all.length === 0 ? <Empty title="Nothing on the board yet">Features appear with the first run of their repository. <Link to="/start">Start one</Link></Empty> : null}
      {shown.map((one) => <RepositoryBoard key={one.repository} {...one} />)}
    </Stack>
  );
}

/** Runs that turn make the board another one. */
function useBoardEvents(): void {
  const queries = useQueryClient();
  const look = useCallback(() => void queries.invalidateQueries({ queryKey: boardQuery.queryKey }), [queries]);
  useEvents(useMemo(() => ({
    gap: look,
    frame(frame: EventFrame) {
      if ('fact' in frame && (frame.fact.stage === 'run' || frame.fact.next === 'none' || frame.fact.stage === 'publish')) look();
    },
  }), [look]));
}

function RepositoryBoard({ repository, brakes: ofAll, features }: RepositoryFeatures): ReactNode {
  return (
    <section className="card panel" aria-label={repository}>
      <Group justify="space-between" mb="xs">
        <h2 className="board-repository">{repository}</h2>
        <Group gap="md">
          <Link className="anchor" to="/runs" search={{ repository }}>Its runs</Link>
          <Link className="anchor" to="/start" search={{ repository }}>Start a run</Link>
        </Group>
      </Group>
      <HeldBrakes brakes={ofAll} />
      {features.map(({ featureKey, phases, brakes }) => (
        <div key={featureKey} className="board-feature">
          <h3 className="board-name">{featureKey === '_' ? 'feature not known' : featureKey}</h3>
          <div>
            <HeldBrakes brakes={brakes} />
            {phases.length > 0 ? <ol className="board-phases">{phases.map((phase) => <PhaseCard key={phase.slug} phase={phase} place={{ repository, feature: featureKey }} />)}</ol> : null}
          </div>
        </div>
      ))}
    </section>
  );
}

function PhaseCard({ phase: { title, state, runId, prUrl, prNumber, done, total }, place }: { phase: BoardPhase; place: { repository: string; feature: string } }): ReactNode {
  const name = <span className="board-title">{title}</span>;
  return (
    <li className={`board-phase tone-${stateTones[state]}`}>
      {runId ? <Link to="/runs/$runId" params={{ runId }} className="board-link">{name}</Link> : state === 'open' ? <Link to="/start" search={place} className="board-link">{name}</Link> : name}
      <span className="board-foot">
        <span className="board-state">{stateLabels[state]}</span>
        {prUrl && /^https?:/.test(prUrl) ? <Anchor size="xs" href={prUrl} target="_blank" rel="noreferrer noopener">#{prNumber}</Anchor> : null}
        {done === null || total === null ? null : <span className="board-count">{done}/{total}</span>}
      </span>
    </li>
  );
}
