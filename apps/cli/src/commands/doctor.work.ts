// Finds out whether everything is there that is needed.
import type { z } from 'zod';
import { healthPath, type Health, type Readiness, type sessionSchema } from '#contracts';
import type { Grant } from '#domain';
import type { Api } from '../api/api';
import { CliError } from '../cli-error';
import { exitCodes, type ExitCode } from '../exit-codes';
import { findingsOf, healthPage, type Findings } from '../health/health-page';
import { shown } from '../output/shown-text';
import type { Session } from '../session';

/** An older Specline tells no grants. */
type Who = Pick<z.infer<typeof sessionSchema>, 'name' | 'role'> & Partial<Pick<z.infer<typeof sessionSchema>, 'grants'>>;

export async function examine(session: Session): Promise<ExitCode> {
  const { api, terminal, json } = session;
  const { url, urlFrom, tokenFrom } = api.access;
  terminal.notice(`Specline at ${url} (${urlFrom})`);
  const readiness = await api.readiness();
  const { name, role, grants = [] } = await whoAmI(session, readiness);
  terminal.notice(shown(`You are ${name}, ${role} (token of ${tokenFrom})`));
  for (const line of rightsOf(grants)) terminal.notice(shown(line));
  const health = await healthOf(api);
  const findings = health ?? findingsOf(readiness);
  if (json) terminal.json({ url, name, role, grants, readiness, health: health ?? null });
  else await print(session, findings);
  return findings.checks.every(({ ok, optional }) => ok || optional) ? exitCodes.done : exitCodes.failed;
}

/** Nothing where the role is one for all repositories. Pure. */
export function rightsOf(grants: readonly Grant[]): string[] {
  if (grants.every(({ repositories }) => !repositories)) return [];
  return grants.map(({ role, repositories }) => `  ${role} of ${repositories?.join(', ') ?? 'all repositories'}`);
}

/** Who is not let in still sees what everybody may see. @throws CliError */
async function whoAmI(session: Session, readiness: Readiness): Promise<Who> {
  try {
    return await session.api.call<Who>('api/session');
  } catch (error) {
    if (!session.json) await print(session, findingsOf(readiness));
    throw error;
  }
}

/** Undefined when this Specline does not know the question. */
async function healthOf(api: Api): Promise<Health | undefined> {
  try {
    return await api.call<Health>(healthPath);
  } catch (error) {
    if (error instanceof CliError && ['api.not_yet', 'route.unknown'].includes(error.parts.code)) return undefined;
    throw error;
  }
}

async function print({ terminal }: Session, findings: Findings): Promise<void> {
  terminal.line(await healthPage(shown(findings), { columns: terminal.columns, colors: terminal.colors }));
}
