// When each stage waited and worked, to scale.
import { Group, SegmentedControl, Text, Title, Tooltip } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Run } from '#contracts';
import { taskTones } from '../../status/tone';
import { useNow } from '../../time/clock';
import { durationText } from '../../time/duration';
import { timelineOf, type Segment, type Tick, type TimelineRow } from './timeline-scale';

export function TimelinePanel({ run }: { run: Run }): ReactNode {
  const now = useNow(run.finishedAt === null ? 1 : 3600);
  const [attempt, setAttempt] = useState('all');
  const { rows, ticks } = timelineOf(run, now, attempt === 'all' ? undefined : Number(attempt));
  const attempts = [...new Set(run.tasks.map((task) => task.attempt))].sort((one, other) => one - other);
  return (
    <section className="card panel" aria-labelledby="timeline-title">
      <Group justify="space-between" mb={6}>
        <Title order={2} size="h5" id="timeline-title">Timeline</Title>
        {attempts.length > 1 ? <SegmentedControl size="xs" aria-label="Attempt" value={attempt} onChange={setAttempt} data={[{ label: 'All attempts', value: 'all' }, ...attempts.slice(-6).map((one) => ({ label: String(one), value: String(one) }))]} /> : null}
        <Legend />
      </Group>
      <div className="timeline">
        {rows.map((row) => <StageLine key={row.stage} row={row} run={run} />)}
        <Axis ticks={ticks} />
      </div>
    </section>
  );
}

function StageLine({ row, run }: { row: TimelineRow; run: Run }): ReactNode {
  const working = sum(row.segments, 'working');
  const latest = run.tasks.findLast(({ taskName, status }) => taskName === row.stage && status !== 'skipped');
  const failed = run.status === 'failed' && latest?.status === 'failed';
  return (
    <div className="timeline-row" data-failed={failed || undefined}>
      <span className="timeline-stage">{row.stage}{latest && latest.attempt > 1 ? <span className="timeline-attempt"> · attempt {latest.attempt}</span> : null}</span>
      <svg className="timeline-bar" width="100%" height="22" role="img" aria-label={wordsOf(row)}>
        <line x1="0" x2="100%" y1="11" y2="11" className="timeline-track" />
        {row.segments.map((segment) => <Bar key={`${segment.kind} ${segment.attempt} ${segment.from}`} segment={segment} />)}
      </svg>
      <span className="timeline-length">{row.segments.length === 0 ? <Text span size="xs" c="dimmed">{run.finishedAt === null ? 'to come' : 'not reached'}</Text> : durationText(working)}</span>
    </div>
  );
}

const thinnest = 0.3;

function Bar({ segment }: { segment: Segment }): ReactNode {
  const { kind, from, to, task } = segment;
  const width = Math.max(thinnest, (to - from) * 100);
  const place = { x: `${Math.min(100 - thinnest, from * 100)}%`, width: `${width}%` };
  const tone = kind === 'working' && task ? taskTones[task.status] : 'still';
  return (
    <Tooltip label={segmentText(segment)} multiline maw={320}>
      <rect {...place} y={kind === 'working' ? 3 : 8} height={kind === 'working' ? 16 : 6} rx={kind === 'working' ? 3 : 2} className={`timeline-${kind} tone-${tone}`} />
    </Tooltip>
  );
}

function Axis({ ticks }: { ticks: readonly Tick[] }): ReactNode {
  return (
    <div className="timeline-row timeline-axis" aria-hidden>
      <span />
      <div className="timeline-ticks">{ticks.map(({ at, milliseconds }) => <span key={milliseconds} style={{ left: `${at * 100}%` }}>{milliseconds === 0 ? '0' : durationText(milliseconds).replace('.0 s', ' s')}</span>)}</div>
      <span />
    </div>
  );
}

function Legend(): ReactNode {
  const items = [['working', 'working', 'busy'], ['waiting', 'waiting for a worker', 'still'], ['person', 'waiting for a person', 'still']] as const;
  return (
    <Group gap="sm" className="timeline-legend">
      {items.map(([kind, label, tone]) => <Group key={kind} gap={5}><svg width="18" height="10" aria-hidden><rect width="18" height={kind === 'working' ? 10 : 5} y={kind === 'working' ? 0 : 2} rx="2" className={`timeline-${kind} tone-${tone}`} /></svg><Text size="xs" c="dimmed">{label}</Text></Group>)}
    </Group>
  );
}

const sum = (segments: readonly Segment[], kind: Segment['kind']): number => segments.filter((one) => one.kind === kind).reduce((total, { milliseconds }) => total + milliseconds, 0);

function wordsOf({ stage, segments }: TimelineRow): string {
  if (segments.length === 0) return `${stage}: not reached`;
  return `${stage}: ${segments.map(segmentText).join('; ')}`;
}

function segmentText({ kind, milliseconds, attempt, task }: Segment): string {
  const span = durationText(milliseconds);
  if (kind === 'person') return `waited ${span} for a person`;
  if (kind === 'waiting') return `attempt ${attempt} waited ${span}${task?.payload.notBefore ? ' (retried by itself, not before its time)' : ''}`;
  return `attempt ${attempt} worked ${span}: ${task?.status ?? ''}${task?.payload.code ? ` (${task.payload.code})` : ''}`;
}
