// What the run is about, where its branch, pull request and agent's task are, and what can be done with it.
import { Anchor, Breadcrumbs, CopyButton, Group, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { CheckIcon, CopyIcon } from '@radix-ui/react-icons';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Run, StoredFact } from '#contracts';
import { usageWords } from '#domain';
import { ExternalLink } from '../links/external-link';
import type { Permission } from '../session/rights';
import { useSession } from '../session/session-context';
import { StatusBadge } from '../status/status-badge';
import { Ago, Elapsed } from '../time/moment';
import { titleOf } from '../status/run-title';
import { RunActions } from './failure/run-actions';

export function RunHeader({ run, last, permission }: { run: Run; last: StoredFact | undefined; permission: Permission }): ReactNode {
  return (
    <Stack gap="xs">
      <Breadcrumbs separatorMargin={6} className="crumbs">
        <Anchor component={Link} to="/runs" size="sm">Runs</Anchor>
        <Link to="/runs" search={{ repository: run.repository }}>{run.repository}</Link>
        <Link to="/runs" search={{ repository: run.repository, featureKey: run.featureKey }}>{run.featureKey === '_' ? 'feature not known' : run.featureKey}</Link>
      </Breadcrumbs>
      <Group justify="space-between" align="flex-start" gap="sm">
        <Group gap="sm" align="center" className="run-heading">
          <Title order={1} size="h3" className="break">{titleOf(run)}</Title>
          <StatusBadge status={run.status} />
          {run.dryRun ? <span className="status tone-still">Dry run</span> : null}
        </Group>
        {permission.hidden ? null : <RunActions run={run} last={last} why={permission.why} />}
      </Group>
      <Message run={run} />
    </Stack>
  );
}

/** Where everything is that belongs to the run. */
export function RunFacts({ run }: { run: Run }): ReactNode {
  return <dl className="card facts-grid">{factsOf(run).map(({ name, value }) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>;
}

/** The latest that a stage said; a failure is told below. */
function Message({ run }: { run: Run }): ReactNode {
  const task = run.tasks.findLast(({ status }) => status !== 'skipped' && status !== 'queued');
  if (task?.payload.message === undefined || run.status === 'failed') return null;
  return <Text size="sm" className="break" role="status"><Text span c="dimmed" size="sm">{task.taskName}: </Text>{task.payload.message}</Text>;
}

function Trace({ traceId }: { traceId: string }): ReactNode {
  const { traceUrl } = useSession();
  const shown = traceId.slice(0, 16);
  return traceUrl ? <ExternalLink href={traceUrl.replace('{traceId}', traceId)}>{shown}</ExternalLink> : <Copied text={traceId} shown={shown} />;
}

function factsOf(run: Run): { name: string; value: ReactNode }[] {
  const entries: [string, ReactNode][] = [
    ['Pull request', run.prUrl ? <ExternalLink href={run.prUrl}>#{run.prNumber}</ExternalLink> : null],
    ['Codex task', run.codexTaskUrl ? <ExternalLink href={run.codexTaskUrl}>{run.codexTaskId}</ExternalLink> : null],
    ['Branch', run.branchName ? <AtCommit sha={run.headSha}><Copied text={run.branchName} /></AtCommit> : null],
    ['Base', run.baseBranch ? <AtCommit sha={run.baseSha}>{run.baseBranch}</AtCommit> : null],
    ['Agent', `${run.agent}${run.agentVersion ? ` ${run.agentVersion}` : ''}`],
    ['Tokens', usageWords(run.tasks)],
    ['Started', <><Ago key="ago" at={run.createdAt} /> by {run.createdBy}</>],
    [run.finishedAt ? 'Took' : 'Running for', <Elapsed key="span" from={run.createdAt} to={run.finishedAt} />],
    ['Attempt', run.attempt > 1 ? String(run.attempt) : null],
    ['Trace', run.traceId ? <Trace traceId={run.traceId} /> : null],
    ['Run', <Copied key="id" text={run.id} shown={run.id.slice(0, 13)} />],
    ['Reference', run.externalRef],
    ['Restart of', run.restartOf ? <Link to="/runs/$runId" params={{ runId: run.restartOf }}>{run.restartOf.slice(0, 13)}</Link> : null],
    ['Restarted as', run.restartedAs ? <Link to="/runs/$runId" params={{ runId: run.restartedAs }}>{run.restartedAs.slice(0, 13)}</Link> : null],
    ['Note', run.notes ? <span className="break">{run.notes}</span> : null],
  ];
  return entries.filter(([, value]) => value !== null && value !== undefined).map(([name, value]) => ({ name, value }));
}

function AtCommit({ sha, children }: { sha: string | null | undefined; children: ReactNode }): ReactNode {
  return <span className="break">{children}{sha ? <> at <Copied text={sha} shown={sha.slice(0, 12)} /></> : null}</span>;
}

function Copied({ text, shown = text }: { text: string; shown?: string }): ReactNode {
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <UnstyledButton className="copied" onClick={copy} title={text}>
          <span className="mono break">{shown}</span>{copied ? <CheckIcon aria-label="copied" /> : <CopyIcon aria-label="copy" />}
        </UnstyledButton>
      )}
    </CopyButton>
  );
}
