// From a repository to a run: pick a feature, look at what a run would do, run it.
import { Button, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { createLazyRoute, getRouteApi, Link } from '@tanstack/react-router';
import { useState, type FormEvent, type ReactNode } from 'react';
import { repositoriesQuery } from '../runs/run-queries';
import { usePermission } from '../session/session-context';
import { Empty } from '../states/empty';
import { Loading } from '../states/loading';
import { ProblemAlert } from '../states/problem-alert';
import { Ago } from '../time/moment';
import { FeatureList } from './feature-list';
import { PreviewPanel } from './preview-panel';
import { SpecificationPanel } from './specification-panel';
import { featuresQuery } from './start-queries';
import { startSearch } from './start-search';
import './start.css';

const route = getRouteApi('/start');
export const startView = createLazyRoute('/start')({ component: StartPage });

function StartPage(): ReactNode {
  const { repository, base, feature } = route.useSearch();
  const { why } = usePermission('operate', repository ?? null);
  return (
    <Stack gap="md">
      <Title order={1} size="h3">Start a run</Title>
      <RepositoryForm key={`${repository} ${base}`} repository={repository} base={base} />
      {repository ? <Features repository={repository} base={base} feature={feature} /> : <KnownRepositories />}
      {repository && !feature && why === undefined ? <SpecificationPanel key={`${repository} ${base}`} repository={repository} baseBranch={base} /> : null}
    </Stack>
  );
}

function RepositoryForm({ repository = '', base = '' }: { repository?: string | undefined; base?: string | undefined }): ReactNode {
  const navigate = route.useNavigate();
  const known = useQuery(repositoriesQuery).data?.items ?? [];
  const [wanted, setWanted] = useState(repository);
  const [branch, setBranch] = useState(base);
  const show = (event: FormEvent): void => {
    event.preventDefault();
    void navigate({ search: startSearch({ repository: wanted.trim(), base: branch.trim() }) });
  };
  return (
    <form className="card panel start-form" onSubmit={show}>
      <TextInput label="Repository" placeholder="owner/name" required pattern="\s*[\w.\-]+\/[\w.\-]+\s*" title="owner/name" list="known-repositories" value={wanted} onChange={(event) => setWanted(event.currentTarget.value)} />
      <datalist id="known-repositories">{known.map((one) => <option key={one.repository} value={one.repository} />)}</datalist>
      <TextInput label="Base branch" placeholder="its default branch" value={branch} onChange={(event) => setBranch(event.currentTarget.value)} />
      <Button type="submit">Show features</Button>
    </form>
  );
}

function KnownRepositories(): ReactNode {
  const { data, error, isPending, refetch } = useQuery(repositoriesQuery);
  const navigate = route.useNavigate();
  if (isPending) return <Loading what="Loading repositories" />;
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (data.items.length === 0) return <Empty title="No repository was used yet">Type one above: its owner and name, as on GitHub.</Empty>;
  return (
    <ul className="repositories">
      {data.items.map(({ repository, runs, lastRunAt }) => (
        <li key={repository}>
          <button type="button" className="card repository" onClick={() => void navigate({ search: { repository } })}>
            <span className="repository-name">{repository}</span>
            <Text span size="xs" c="dimmed">{runs === 0 ? 'no run yet' : `${runs} ${runs === 1 ? 'run' : 'runs'}`}{lastRunAt ? <>, the last <Ago at={lastRunAt} /></> : null}</Text>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Features({ repository, base, feature }: { repository: string; base: string | undefined; feature: string | undefined }): ReactNode {
  const { data, error, isPending, refetch } = useQuery(featuresQuery(repository, base));
  const { why } = usePermission('operate', repository);
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (isPending) return <Loading what={`Reading ${repository}`} />;
  const chosen = data.features.find(({ featureKey }) => featureKey === feature);
  if (data.features.length === 0) return <Empty title="No feature here">{data.baseBranch} has no <code>specs/*/tasks.md</code>. Spec Kit makes one with <code>/speckit.tasks</code>; push it to the base branch.</Empty>;
  return (
    <>
      <Text size="sm" c="dimmed">
        {data.features.length} {data.features.length === 1 ? 'feature' : 'features'} on {data.baseBranch} at <span className="mono">{data.baseSha.slice(0, 12)}</span>{data.truncated ? '; there are more than are shown' : ''}
        {chosen && data.features.length > 1 ? <>. <Link className="anchor" to="/start" search={({ feature: _, ...others }) => others}>Show all</Link></> : null}
      </Text>
      {chosen ? (
        <div className="start-chosen">
          <FeatureList features={[chosen]} chosen={feature} />
          {why === undefined ? <PreviewPanel key={`${repository} ${base} ${chosen.featureKey}`} repository={repository} baseBranch={base} featureKey={chosen.featureKey} /> : <Empty title="You may look only">{why} With it runs are previewed and started.</Empty>}
        </div>
      ) : <FeatureList features={data.features} chosen={feature} />}
    </>
  );
}
