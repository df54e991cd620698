// Watches a run to its end, for the commands that offer it, and says how it ended.
import { runsPath, type RunView } from '#contracts';
import { exitCodeOfRun, type ExitCode } from '../exit-codes';
import { Interrupted } from '../interruption';
import type { Session } from '../session';
import { followRun, viewerFor, type Viewer } from './follow-run';

/** With `--json` what happens is told on standard error, and the run as it ended on standard output. */
export async function watchRun(session: Session, id: string): Promise<ExitCode> {
  const { status } = await watching(session, id, await viewerFor(session));
  if (session.json) session.terminal.json(await session.api.call<RunView>(`${runsPath}/${id}`));
  return exitCodeOfRun(status);
}

/** Each fact and each piece of news as a line of JSON. */
export async function watchEvents(session: Session, id: string): Promise<ExitCode> {
  const { terminal } = session;
  const { status } = await watching(session, id, { frame: (frame) => terminal.json(frame), notice: (text) => terminal.notice(text), end: () => undefined });
  return exitCodeOfRun(status);
}

async function watching(session: Session, id: string, viewer: Viewer) {
  try {
    return await followRun(session, id, viewer);
  } catch (error) {
    if (error instanceof Interrupted) session.terminal.notice(`The run goes on. Watch it again: specline watch ${id}`);
    throw error;
  }
}
