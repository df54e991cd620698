// What is worth a notification of the browser: the end of a run that nobody is looking at.
import type { EventFrame, Fact, RunEvent } from '#contracts';
import { runEventOf } from '#domain';

/** `id` is that of the fact that ended the run: several windows tell one end once, and the end of a run that was retried is another. */
export interface RunNotice { id: string; runId: string; title: string; body: string }

export interface Watch {
  /** When the stream was connected last, in ms. What ended before is history that is told again. */
  since: number;
  hidden: boolean;
  runInView: string | undefined;
}

const titles: Record<RunEvent, string> = {
  'run.succeeded': 'Run succeeded', 'run.failed': 'Run failed', 'run.cancelled': 'Run cancelled', 'run.no_work': 'Run ended: no work was open', 'run.no_changes': 'Run ended: nothing had to change',
};

/** Pure. Undefined when there is nothing to tell. */
export function runNoticeOf(frame: EventFrame, { since, hidden, runInView }: Watch): RunNotice | undefined {
  if (!('fact' in frame)) return undefined;
  const { fact } = frame;
  const event = runEventOf(fact);
  if (!event || Date.parse(fact.at) < since) return undefined;
  const looksElsewhere = hidden || (runInView !== undefined && runInView !== fact.runId);
  return looksElsewhere ? { id: fact.id, runId: fact.runId, title: titles[event], body: bodyOf(fact, event) } : undefined;
}

function bodyOf({ stage, failure, message, context: { request, discover } }: Fact, event: RunEvent): string {
  const where = [request.repository, discover?.featureKey ?? request.featureKey].filter(Boolean).join(', ');
  if (event === 'run.failed') return [where, `${stage}: ${failure?.code ?? 'failed'}`, failure?.remediation].filter(Boolean).join('\n');
  return event === 'run.succeeded' && message ? `${where}\n${message}` : where;
}
