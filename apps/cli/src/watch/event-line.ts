// One line of text for one thing that happened to a run; what comes again after a reconnection is said once.
import { nobody, operatorStage, type EventFrame, type Fact, type News } from '#contracts';
import { oneLine } from '../output/shown-text';
import { timeOfDay } from '../output/moments';

export class EventLines {
  private readonly said = new Set<string>();

  /** Undefined when there is nothing to say. The texts in the frame are harmless already. */
  lineOf(frame: EventFrame): string | undefined {
    if ('fact' in frame) return lineOfFact(frame.fact);
    const line = lineOfNews(frame.live);
    // The latest news is told again on every new socket.
    if (line === undefined || this.said.has(line)) return undefined;
    this.said.add(line);
    return line;
  }
}

function lineOfFact(fact: Fact): string {
  const { at, stage, state, attempt, context: { request }, message, actor, notes, failure, notBefore, next } = fact;
  const remark = notes ? `: ${notes}` : '';
  if (stage === operatorStage) {
    if (state === 'requested') return said(at, 'run', `requested by ${request.createdBy}: ${request.featureKey} in ${request.repository}`);
    return said(at, 'run', state === 'retried' ? `retried at ${next} by ${actor ?? 'an operator'}${remark}` : `${state} by ${actor ?? 'an operator'}${remark}`);
  }
  const about = failure ? `${failure.code}: ${failure.message}` : message;
  const again = state === 'failed' && next !== nobody && notBefore ? ` (again at ${timeOfDay(notBefore)})` : '';
  return said(at, stage, `${attemptOf(attempt)}${state}${about ? `: ${about}` : ''}${again}`);
}

function lineOfNews({ at, stage, attempt, kind, message }: News): string | undefined {
  if (kind === 'log') return undefined;
  return said(at, stage, `${attemptOf(attempt)}running${message ? `: ${message}` : ''}`);
}

const attemptOf = (attempt: number): string => (attempt > 1 ? `(attempt ${attempt}) ` : '');
const said = (at: string, stage: string, text: string): string => oneLine(`${timeOfDay(at)} ${stage.padEnd(9)} ${text}`);
