// How old the Codex sign-in is, read from its file: no call is made, and nothing of its tokens leaves this module.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const signIn = z.object({ last_refresh: z.string().optional(), auth_mode: z.string().max(40).optional() });
const day = 24 * 60 * 60 * 1000;

export interface LoginFinding { ok: boolean; detail: string; code?: string; remediation?: string; details?: Record<string, string | number> }

/** @param environment of the Codex program, which may carry a token instead of a file */
export async function findLogin(codexHome: string, environment: Readonly<Record<string, string>>, now: Date): Promise<LoginFinding> {
  const text = await readFile(join(codexHome, 'auth.json'), 'utf8').catch(() => undefined);
  if (text === undefined) {
    if (environment['CODEX_ACCESS_TOKEN']) return { ok: true, detail: 'signed in by CODEX_ACCESS_TOKEN' };
    return { ok: false, code: 'credential.codex_missing', detail: 'nobody is signed in to Codex; runs fail at submit', remediation: 'Run codex login as the user of the runner, with its CODEX_HOME.' };
  }
  const read = signIn.safeParse(parsed(text));
  if (!read.success) return { ok: false, code: 'credential.codex_missing', detail: 'the Codex sign-in cannot be read; runs fail at submit', remediation: 'Run codex login again as the user of the runner, with its CODEX_HOME.' };
  const refreshed = Date.parse(read.data.last_refresh ?? '');
  if (Number.isNaN(refreshed)) return { ok: true, detail: 'signed in; the file does not say since when' };
  const ageDays = Math.max(0, Math.floor((now.getTime() - refreshed) / day));
  return { ok: true, detail: `signed in, refreshed ${ageDays === 0 ? 'less than a day' : `${ageDays} days`} ago`, details: { refreshedAt: new Date(refreshed).toISOString(), ageDays } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
