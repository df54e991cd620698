// The stages of a run as a row of small bars.
import type { ReactNode } from 'react';
import type { TaskSummary } from '#contracts';
import { taskTones } from './tone';

export function StageStrip({ stages }: { stages: readonly TaskSummary[] }): ReactNode {
  const words = stages.map(wordsOf).join(', ');
  return (
    <span className="strip" role="img" aria-label={words} title={words}>
      {stages.map((stage) => <span key={stage.taskName} className={`tone-${isReached(stage) ? taskTones[stage.status] : 'still'}`} />)}
    </span>
  );
}

const isReached = ({ status, attempts }: TaskSummary): boolean => attempts > 0 || status === 'running';

function wordsOf(stage: TaskSummary): string {
  const times = stage.attempts > 1 ? ` (attempt ${stage.attempt})` : '';
  return `${stage.taskName} ${isReached(stage) ? stage.status : 'not reached'}${times}`;
}
