// Prints the address of a run in the console, and opens it.
import { spawn } from 'node:child_process';
import { exitCodes, type ExitCode } from '../exit-codes';
import { findRunId } from '../runs/named-run';
import type { Session } from '../session';

export interface OpenOptions { print?: boolean }

export async function open({ api, terminal, json }: Session, name: string, { print = false }: OpenOptions): Promise<ExitCode> {
  const runId = await findRunId(api, name);
  const url = `${api.access.url}/runs/${runId}`;
  if (json) terminal.json({ runId, url });
  else terminal.line(url);
  if (terminal.isInteractive && !json && !print) openBrowser(url);
  return exitCodes.done;
}

/** Where there is no browser nothing happens: the address has been printed. */
function openBrowser(url: string): void {
  const programs: Partial<Record<NodeJS.Platform, string>> = { darwin: 'open', win32: 'explorer.exe' };
  const child = spawn(programs[process.platform] ?? 'xdg-open', [url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
