import type { Insight } from '#contracts';
import { figuresOf, minutesText, percent } from './insight-view';

const insight: Insight = {
  days: 7, from: '', to: '', runsPerDay: [], totals: { succeeded: 19, failed: 1, cancelled: 2, noWork: 3, open: 0 }, successRate: 0.95,
  timeToPullRequest: [{ workflow: 'next-phase', runs: 19, p50Minutes: 4, p95Minutes: 20, objectiveMinutes: 15, objectiveShare: 0.95, withinShare: 0.9 }],
  stages: [], failures: [], feedback: { yes: 0, no: 0, rate: null, objectiveShare: 0.9 },
  operator: { actions: 25, minutesPerAction: 2, waitedMinutes: 10, phases: 19, minutesPerPhase: 3, manualBaselineMinutes: 60, savedShare: 0.95, objectiveShare: 0.7 },
};

test('a number stands beside what was promised, and says whether it is kept', () => {
  expect(figuresOf(insight).map(({ label, value, tone }) => [label, value, tone])).toEqual([
    ['Runs', '25', 'still'], ['Ended well', '95 %', 'still'], ['next-phase within 15 min', '90 %', 'bad'], ['Enough to act', '–', 'still'], ['Operator time saved', '95 %', 'good'],
  ]);
});

test('what there is nothing of is a dash', () => expect([percent(null), minutesText(null)]).toEqual(['–', '–']));
test('minutes have one unit', () => expect([0.0005, 0.05, 4, 35.4, 300].map(minutesText)).toEqual(['30 ms', '3 s', '4.0 min', '35 min', '5.0 h']));
