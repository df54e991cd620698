// When each stage waited and worked, to scale.
import { Group, SegmentedControl, Text, Title, Tooltip } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Run } from '#contracts';
import { taskTones, type Tone } from '../../status/tone';
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
        <Legend rows={rows} />
      </Group>
      <div className="timeline">
        {rows.map((row) => <StageLine key={row.stage} row={row} run={run} />)}
        <Axis ticks={ticks} />
      </div>
    </section>
  );
}

function StageLine({ row, run }: { row: TimelineRow; run: Run }): ReactNode {
  const latest = run.tasks.findLast(({ taskName, status }) => taskName === row.stage && status !== 'skipped');
  const failed = run.status === 'failed' && latest?.status === 'failed';
  return (
    <div className="timeline-row" data-failed={failed || undefined}>
      <span className="timeline-stage">{row.stage}{latest && latest.attempt > 1 ? <span className="timeline-attempt"> · attempt {latest.attempt}</span> : null}</span>
      <svg className="timeline-bar" width="100%" height="22" role="img" aria-label={wordsOf(row)}>
        <line x1="0" x2="100%" y1="11" y2="11" className="timeline-track" />
        {row.segments.map((segment) => <Bar key={`${segment.kind} ${segment.attempt} ${segment.from}`} segment={segment} />)}
      </svg>
      <span className="timeline-length"><Length row={row} open={run.finishedAt === null} /></span>
    </div>
  );
}

/** What the stage's attempts took in the hands of a worker, and how much of that was spent on waiting for the agent. */
function Length({ row: { segments }, open }: { row: TimelineRow; open: boolean }): ReactNode {
  if (segments.length === 0) return <Text span size="xs" c="dimmed">{open ? 'to come' : 'not reached'}</Text>;
  const agent = sum(segments, 'agent');
  return (
    <>
      {durationText(sum(segments, 'working') + agent)}
      {agent > 0 ? <Text span size="xs" c="dimmed" display="block">{durationText(agent)} agent</Text> : null}
    </>
  );
}

const thinnest = 0.3;

function Bar({ segment }: { segment: Segment }): ReactNode {
  const { kind, from, to } = segment;
  const width = Math.max(thinnest, (to - from) * 100);
  const place = { x: `${Math.min(100 - thinnest, from * 100)}%`, width: `${width}%` };
  const thick = isThick(kind);
  return (
    <Tooltip label={segmentText(segment)} multiline maw={320}>
      <rect {...place} y={thick ? 3 : 8} height={thick ? 16 : 6} rx={thick ? 3 : 2} className={`timeline-${kind} tone-${toneOf(segment)}`} />
    </Tooltip>
  );
}

/** A tick beyond that has its words on its left. */
const roomForWords = 0.84;

function Axis({ ticks }: { ticks: readonly Tick[] }): ReactNode {
  return (
    <div className="timeline-row timeline-axis" aria-hidden>
      <span />
      <div className="timeline-ticks">{ticks.map(({ at, milliseconds }) => <span key={milliseconds} data-last={at > roomForWords || undefined} style={at > roomForWords ? { right: `${(1 - at) * 100}%` } : { left: `${at * 100}%` }}>{milliseconds === 0 ? '0' : durationText(milliseconds).replace('.0 s', ' s')}</span>)}</div>
      <span />
    </div>
  );
}

const meanings: { kind: Segment['kind']; tone: Tone; label: string }[] = [
  { kind: 'working', tone: 'good', label: 'worked' }, { kind: 'working', tone: 'bad', label: 'failed' }, { kind: 'working', tone: 'busy', label: 'at work' }, { kind: 'working', tone: 'still', label: 'stopped' },
  { kind: 'agent', tone: 'still', label: 'waiting for the agent' }, { kind: 'waiting', tone: 'still', label: 'waiting for a worker' }, { kind: 'person', tone: 'still', label: 'waiting for a person' },
];

/** Only what is there to be seen is explained. */
function Legend({ rows }: { rows: readonly TimelineRow[] }): ReactNode {
  const segments = rows.flatMap((row) => row.segments);
  const shown = meanings.filter(({ kind, tone }) => segments.some((segment) => segment.kind === kind && toneOf(segment) === tone));
  return (
    <Group gap="4px 14px" className="timeline-legend">
      {shown.map(({ kind, tone, label }) => <Group key={label} gap={5} wrap="nowrap"><svg width="18" height="10" aria-hidden><rect width="18" height={isThick(kind) ? 10 : 5} y={isThick(kind) ? 0 : 2} rx="2" className={`timeline-${kind} tone-${tone}`} /></svg><Text size="xs" c="dimmed">{label}</Text></Group>)}
    </Group>
  );
}

const isThick = (kind: Segment['kind']): boolean => kind === 'working' || kind === 'agent';
const toneOf = ({ kind, task }: Segment): Tone => (kind === 'working' && task ? taskTones[task.status] : 'still');
const sum = (segments: readonly Segment[], kind: Segment['kind']): number => segments.filter((one) => one.kind === kind).reduce((total, { milliseconds }) => total + milliseconds, 0);

function wordsOf({ stage, segments }: TimelineRow): string {
  if (segments.length === 0) return `${stage}: not reached`;
  return `${stage}: ${segments.map(segmentText).join('; ')}`;
}

function segmentText({ kind, milliseconds, attempt, task }: Segment): string {
  const span = durationText(milliseconds);
  if (kind === 'person') return `waited ${span} for a person`;
  if (kind === 'agent') return `attempt ${attempt} waited ${span} for the agent`;
  if (kind === 'waiting') return `attempt ${attempt} waited ${span}${task?.payload.notBefore ? ' (retried by itself, not before its time)' : ''}`;
  return `attempt ${attempt} worked ${span}: ${task?.status ?? ''}${task?.payload.code ? ` (${task.payload.code})` : ''}`;
}
