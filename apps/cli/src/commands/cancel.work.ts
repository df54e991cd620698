// Ends a run that is on its way.
import { runsPath, type RunView } from '#contracts';
import { exitCodes, type ExitCode } from '../exit-codes';
import { oneLine, shown } from '../output/shown-text';
import { findRunId } from '../runs/named-run';
import type { Session } from '../session';

export interface CancelOptions { reason?: string }

export async function cancel({ api, terminal, json }: Session, name: string, { reason }: CancelOptions): Promise<ExitCode> {
  const id = await findRunId(api, name);
  const run = await api.call<RunView>(`${runsPath}/${id}/cancel`, { method: 'POST', body: reason === undefined ? {} : { reason } });
  if (json) terminal.json(run);
  else terminal.line(oneLine(shown(`${run.id} ${run.status}: ${run.featureKey} in ${run.repository}`)));
  return exitCodes.done;
}
