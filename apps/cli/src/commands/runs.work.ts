// Lists runs, newest first.
import { runsPath, type RunView } from '#contracts';
import { exitCodes, type ExitCode } from '../exit-codes';
import { shown } from '../output/shown-text';
import { runTable } from '../runs/run-table';
import type { Session } from '../session';

export interface RunsOptions { status?: string; repository?: string; feature?: string; workflow?: string; failureCode?: string; waiting?: boolean; search?: string; limit?: number; cursor?: string }

export async function listRuns({ api, terminal, json, surroundings }: Session, options: RunsOptions): Promise<ExitCode> {
  const page = await api.call<{ items: RunView[]; nextCursor: string | null }>(runsPath, { query: queryOf(options) });
  if (json) terminal.json(page);
  else if (page.items.length === 0) terminal.notice('There are no such runs.');
  else terminal.line(await runTable(shown(page.items), { now: surroundings.now(), columns: terminal.columns, colors: terminal.colors }));
  if (!json && page.nextCursor !== null) terminal.notice(`There are more: specline runs … --cursor ${shown(page.nextCursor)}`);
  return exitCodes.done;
}

/** The query of `GET …/runs`. */
export function queryOf({ status, repository, feature, workflow, failureCode, waiting, search, limit, cursor }: RunsOptions): URLSearchParams {
  const said = { status, repository, featureKey: feature, workflow, failureCode, waiting, q: search, limit, cursor };
  return new URLSearchParams(Object.entries(said).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as [string, string]])));
}
