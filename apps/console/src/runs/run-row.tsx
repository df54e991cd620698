// One run in the list.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { RunView } from '#contracts';
import { titleOf } from '../status/run-title';
import { StageStrip } from '../status/stage-strip';
import { StatusBadge } from '../status/status-badge';
import { isTroubled } from '../status/tone';
import { Ago, Elapsed } from '../time/moment';

export function RunRow({ run }: { run: RunView }): ReactNode {
  return (
    <Link to="/runs/$runId" params={{ runId: run.id }} className="run-row" preload={false}>
      <span className="run-status"><StatusBadge status={run.status} /></span>
      <span className="run-what">
        <span className="run-title">{titleOf(run)}</span>
        <span className="run-where">{run.repository} · {run.featureKey === '_' ? 'feature not known' : run.featureKey}{run.dryRun ? ' · dry run' : ''}</span>
      </span>
      <span className="run-stage"><StageStrip stages={run.taskSummary} /><span className="run-note">{noteOf(run)}</span></span>
      <span className="run-pull">{run.prNumber === null ? '' : `#${run.prNumber}`}</span>
      <span className="run-time"><Ago at={run.createdAt} /><span className="run-note"><Elapsed from={run.createdAt} to={run.finishedAt} /></span></span>
    </Link>
  );
}

function noteOf({ status, failure, phase, attempt }: RunView): string {
  if (failure && isTroubled(status)) return failure.code;
  if (status === 'running' || status === 'pending' || status === 'retrying') return attempt > 1 ? `${phase}, attempt ${attempt}` : phase;
  return attempt > 1 ? `${attempt} attempts` : '';
}
