// Shows a run with its stages, its failure, the answers of its agent and its artifacts.
import { runsPath, type RunView } from '#contracts';
import { exitCodes, type ExitCode } from '../exit-codes';
import { shown } from '../output/shown-text';
import { answersOf } from '../runs/answers';
import { findRunId } from '../runs/named-run';
import { runPage } from '../runs/run-page';
import type { Session } from '../session';

export async function show({ api, terminal, json, surroundings }: Session, name: string): Promise<ExitCode> {
  const query = new URLSearchParams({ includeTasks: 'true', includeArtifacts: 'true' });
  const run = await api.call<RunView>(`${runsPath}/${await findRunId(api, name)}`, { query });
  if (json) terminal.json(run);
  else terminal.line(await runPage(shown(run), shown(await answersOf(api, run)), { now: surroundings.now(), columns: terminal.columns, colors: terminal.colors }));
  return exitCodes.done;
}
