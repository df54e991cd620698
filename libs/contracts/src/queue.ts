// Queues: a run may ask for certain runners, as those of one region or login. Its stages at the coding agent then wait where only these look.
import type { RunRequest } from './run-context';
import { isStageName, stageCatalogue } from './stage-catalogue';

/**
 * The `<next>` that names a stage: the stage itself, or with its queue where a runner carries it out.
 * @example triggerToken('submit', { queue: 'eu' }) === 'submit@eu'; triggerToken('publish', { queue: 'eu' }) === 'publish'
 */
export function triggerToken(stage: string, { queue }: Pick<RunRequest, 'queue'>): string {
  return queue !== undefined && isStageName(stage) && stageCatalogue[stage].host === 'codex-runner' ? `${stage}@${queue}` : stage;
}

/** What a `<next>` says. */
export function readTrigger(token: string): { stage: string; queue?: string } {
  const [stage = token, queue] = token.split('@');
  return { stage, ...(queue === undefined ? {} : { queue }) };
}

/** Where the runners of a queue, and only they, are asked. */
export const inQueue = (subject: string, queue: string | undefined): string => (queue === undefined ? subject : `${subject}.${queue}`);
