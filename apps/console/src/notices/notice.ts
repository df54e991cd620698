// What is worth a notification of the browser: a run that ended, or that needs a person.
import { nobody, type EventFrame } from '#contracts';

export interface Notice { runId: string; title: string; body: string }

/** Pure. Undefined for everything that goes on by itself, and for what an operator did. */
export function noticeOf(frame: EventFrame): Notice | undefined {
  if (!('fact' in frame)) return undefined;
  const { runId, state, next, stage, failure, outcome, context: { request, discover, publish } } = frame.fact;
  if (next !== nobody || (state !== 'failed' && state !== 'succeeded')) return undefined;
  const where = `${request.repository}, ${discover?.featureKey ?? request.featureKey}`;
  if (state === 'failed') return { runId, title: `${stage} failed: ${failure?.code ?? 'unknown'}`, body: `${where}. ${failure?.remediation ?? ''}`.trim() };
  if (outcome === 'no_work') return { runId, title: 'Nothing was open', body: where };
  return { runId, title: publish ? `Pull request #${publish.prNumber}` : 'The run has succeeded', body: where };
}
