// What is said of a run that was just begun or taken up again: which it is, or with `--watch` all that happens to it.
import type { RunView } from '#contracts';
import { exitCodes, type ExitCode } from '../exit-codes';
import { oneLine, shown } from '../output/shown-text';
import type { Session } from '../session';
import { watchRun } from './watch-run';

export async function accepted(session: Session, run: RunView, watch: boolean): Promise<ExitCode> {
  const { terminal, json } = session;
  const { id, status, featureKey, repository } = shown(run);
  if (watch) {
    // The picture shows it.
    if (!terminal.canDraw || json) terminal.notice(`Run ${id}`);
    return watchRun(session, id);
  }
  if (json) terminal.json(run);
  else terminal.line(oneLine(`${id} ${status}: ${featureKey} in ${repository}`));
  terminal.notice(`Watch it: specline watch ${id}`);
  return exitCodes.done;
}
