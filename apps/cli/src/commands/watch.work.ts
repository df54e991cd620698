// Tells what happens to a run, from its beginning to its end.
import { findRunId } from '../runs/named-run';
import { watchEvents, watchRun } from '../watch/watch-run';
import type { ExitCode } from '../exit-codes';
import type { Session } from '../session';

export async function watch(session: Session, name: string): Promise<ExitCode> {
  const id = await findRunId(session.api, name);
  return session.json ? watchEvents(session, id) : watchRun(session, id);
}
