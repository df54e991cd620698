// Insight as it is drawn: numbers beside what was promised.
import type { Insight } from '#contracts';
import type { Tone } from '../status/tone';

export interface Figure { label: string; value: string; hint: string; tone: Tone }

export const percent = (share: number | null): string => (share === null ? '–' : `${Number((share * 100).toFixed(1))} %`);
/** @example minutesText(0.05) === '3 s', minutesText(0.0005) === '30 ms' */
export function minutesText(minutes: number | null): string {
  if (minutes === null) return '–';
  if (minutes > 0 && minutes < 1 / 60) return `${Math.round(minutes * 60_000)} ms`;
  if (minutes < 1) return `${Math.round(minutes * 60)} s`;
  if (minutes < 120) return `${minutes < 10 ? minutes.toFixed(1) : Math.round(minutes)} min`;
  return `${(minutes / 60).toFixed(1)} h`;
}

const against = (value: number | null, objective: number): Tone => (value === null ? 'still' : value >= objective ? 'good' : 'bad');

/** Pure. The few numbers that say how well it works. */
export function figuresOf({ totals, successRate, timeToPullRequest, feedback, operator }: Insight): Figure[] {
  const runs = totals.succeeded + totals.failed + totals.cancelled + totals.noWork + totals.open;
  return [
    { label: 'Runs', value: runs.toLocaleString('en'), hint: `${totals.open} on their way, ${totals.noWork} without work, ${totals.cancelled} cancelled`, tone: 'still' },
    { label: 'Ended well', value: percent(successRate), hint: `${totals.succeeded} succeeded, ${totals.failed} failed`, tone: 'still' },
    ...timeToPullRequest.map(({ workflow, runs: counted, withinShare, objectiveMinutes, objectiveShare, p50Minutes, p95Minutes }) => ({
      label: `${workflow} within ${objectiveMinutes} min`, value: percent(withinShare), tone: against(withinShare, objectiveShare),
      hint: `objective ${percent(objectiveShare)}; ${counted === 0 ? 'no run has reached its pull request' : `half within ${minutesText(p50Minutes)}, 95 % within ${minutesText(p95Minutes)}`}`,
    })),
    { label: 'Enough to act', value: percent(feedback.rate), hint: `objective ${percent(feedback.objectiveShare)}; ${feedback.yes + feedback.no === 0 ? 'nobody has said so far' : `${feedback.yes} yes, ${feedback.no} no`}`, tone: against(feedback.rate, feedback.objectiveShare) },
    {
      label: 'Operator time saved', value: percent(operator.savedShare), tone: against(operator.savedShare, operator.objectiveShare),
      hint: `${minutesText(operator.minutesPerPhase)} for a phase instead of ${minutesText(operator.manualBaselineMinutes)}; objective ${percent(operator.objectiveShare)}`,
    },
  ];
}
