// How well the automation works over the last days, against what was promised.
import type { Insight, WorkflowName } from '#contracts';
import type { InsightRows, PullRequestRow } from '#read-model';

/** What people's time is reckoned with, in minutes. */
export interface OperatorMinutes {
  /** One start, retry or cancel. */
  action: number;
  /** One phase without Specline. */
  manualBaseline: number;
}

/** Minutes within which a run of the workflow reaches its pull request. */
const objectiveMinutes: Record<WorkflowName, number> = { 'next-phase': 15, specify: 20 };
const objectiveShare = 0.95;
const feedbackShare = 0.9;
const savedShare = 0.7;

export class InsightReader {
  constructor(private readonly rows: InsightRows, private readonly minutes: OperatorMinutes, private readonly now: () => Date = () => new Date()) {}

  /** @param days today and those before it, in UTC @throws ReadModelUnavailable */
  async read(days: number): Promise<Insight> {
    const to = this.now();
    const from = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth(), to.getUTCDate() - days + 1));
    // One after the other: nobody else shall wait for a connection meanwhile.
    const runsPerDay = await this.rows.perDay(from, to);
    const pullRequests = await this.rows.toPullRequest(from, objectiveMinutes);
    const stages = await this.rows.byStage(from);
    const failures = await this.rows.byFailure(from);
    const { yes, no } = await this.rows.feedback(from);
    const operators = await this.rows.operators(from);
    const totals = totalsOf(runsPerDay);
    return {
      days, from: from.toISOString(), to: to.toISOString(), runsPerDay, totals, stages, failures,
      successRate: rate(totals.succeeded, totals.succeeded + totals.failed),
      timeToPullRequest: (Object.keys(objectiveMinutes) as WorkflowName[]).map((workflow) => timeOf(workflow, pullRequests.find((one) => one.workflow === workflow))),
      feedback: { yes, no, rate: rate(yes, yes + no), objectiveShare: feedbackShare },
      operator: operatorOf(operators, this.minutes),
    };
  }
}

function totalsOf(days: Insight['runsPerDay']): Insight['totals'] {
  const sum = (outcome: keyof Insight['totals']): number => days.reduce((total, day) => total + day[outcome], 0);
  return { succeeded: sum('succeeded'), failed: sum('failed'), cancelled: sum('cancelled'), noWork: sum('noWork'), open: sum('open') };
}

function timeOf(workflow: WorkflowName, row: PullRequestRow | undefined): Insight['timeToPullRequest'][number] {
  return {
    workflow, runs: row?.runs ?? 0, p50Minutes: row?.p50Minutes ?? null, p95Minutes: row?.p95Minutes ?? null, objectiveMinutes: objectiveMinutes[workflow], objectiveShare,
    withinShare: row ? rate(row.within, row.runs) : null,
  };
}

/** Pure. Without a phase that reached its pull request there is nothing to compare. */
export function operatorOf({ actions, waitedMinutes, phases }: { actions: number; waitedMinutes: number; phases: number }, { action, manualBaseline }: OperatorMinutes): Insight['operator'] {
  const minutesPerPhase = phases > 0 ? (actions * action + waitedMinutes) / phases : null;
  return {
    actions, minutesPerAction: action, waitedMinutes, phases, minutesPerPhase, manualBaselineMinutes: manualBaseline,
    savedShare: minutesPerPhase === null ? null : 1 - minutesPerPhase / manualBaseline, objectiveShare: savedShare,
  };
}

const rate = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);
