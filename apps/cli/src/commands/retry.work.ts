// Resumes a failed run where it stopped, starts it again, or has another answer of its agent published.
import { runsPath, type RetryRun, type RunView } from '#contracts';
import { findRunId } from '../runs/named-run';
import { accepted } from '../watch/accepted-run';
import type { ExitCode } from '../exit-codes';
import type { Session } from '../session';

export interface RetryOptions { restart?: boolean; candidate?: number; notes?: string; task?: string; watch?: boolean }

export async function retry(session: Session, name: string, options: RetryOptions): Promise<ExitCode> {
  const id = await findRunId(session.api, name);
  const run = await session.api.call<RunView>(`${runsPath}/${id}/retry`, { method: 'POST', body: retryOf(options) });
  return accepted(session, run, options.watch ?? false);
}

/** The body of `POST …/retry`. */
export function retryOf({ restart, candidate, notes, task }: RetryOptions): RetryRun {
  const mode = candidate !== undefined ? 'choose_candidate' : restart ? 'restart_from_discovery' : 'resume_failed_task';
  return { mode, ...(candidate === undefined ? {} : { candidate }), ...(notes === undefined ? {} : { notes }), ...(task === undefined ? {} : { taskId: task }) };
}
