// Starts the next phase of a feature, or asks what it would be.
import { runsPath, type CreateRun, type Preview, type RunView } from '#contracts';
import { exitCodes, type ExitCode } from '../exit-codes';
import { shown } from '../output/shown-text';
import type { Colors } from '../output/terminal';
import { previewPage } from '../runs/preview-page';
import type { Session } from '../session';
import { accepted } from '../watch/accepted-run';

export interface RunOptions { base?: string; agent?: string; attempts?: number; dryRun?: boolean; queue?: string; reference?: string; notes?: string; idempotencyKey?: string; preview?: boolean; watch?: boolean }

export interface RunWish extends RunOptions { repository: string; feature?: string }

export function run(session: Session, wish: RunWish): Promise<ExitCode> {
  return wish.preview ? previewOf(session, requestOf(wish), previewPage) : start(session, requestOf(wish), wish);
}

/** The body of `POST …/runs`: what was not said is left to Specline. */
export function requestOf({ repository, feature, base, agent, attempts, dryRun, queue, reference, notes }: RunWish): Partial<CreateRun> {
  const said = { repository, featureKey: feature, baseBranch: base, agent, attempts, dryRun, queue, externalRef: reference, notes };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

/** @param page of what was found, for people */
export async function previewOf<Found extends Preview>({ api, terminal, json }: Session, body: Partial<CreateRun>, page: (found: Found, colors: Colors) => string): Promise<ExitCode> {
  const found = await api.call<Found>(`${runsPath}/preview`, { method: 'POST', body });
  if (json) terminal.json(found);
  else terminal.line(page(shown(found), terminal.colors));
  return exitCodes.done;
}

export async function start(session: Session, body: Partial<CreateRun>, { idempotencyKey, watch = false }: RunOptions) {
  const headers: Record<string, string> = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
  return accepted(session, await session.api.call<RunView>(runsPath, { method: 'POST', body, headers }), watch);
}
