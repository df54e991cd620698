// The configuration file of the command line: ~/.config/specline/config.json, or below XDG_CONFIG_HOME.
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { CliError } from '../cli-error';
import { exitCodes } from '../exit-codes';
import type { Surroundings } from '../surroundings';

/** `tokenFile` is relative to the file itself. */
const configSchema = z.strictObject({ url: z.string().optional(), token: z.string().optional(), tokenFile: z.string().optional() });
export type Config = z.infer<typeof configSchema>;

export function configPath({ environment, home }: Pick<Surroundings, 'environment' | 'home'>): string {
  const base = environment.XDG_CONFIG_HOME;
  // The specification of XDG: a relative path is not one.
  return join(base && isAbsolute(base) ? base : join(home, '.config'), 'specline', 'config.json');
}

/** Undefined when there is none. @throws CliError when others may read it, or it is not what it should be; what it holds is never repeated */
export function readConfig(path: string): Config | undefined {
  const text = readPrivately(path);
  if (text === undefined) return undefined;
  const parsed = configSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw refused(path, 'is not what it should be', 'Write one JSON object with the fields url, and token or tokenFile.');
}

function readPrivately(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw refused(path, `cannot be read (${code ?? 'for an unknown reason'})`, 'Make it readable for yourself, or remove it.');
  }
  try {
    if (process.platform !== 'win32' && (fstatSync(file).mode & 0o077) !== 0) throw refused(path, 'may be read or written by others', `Run: chmod 600 ${path}`);
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refused(path: string, what: string, remediation: string): CliError {
  return new CliError({ code: 'access.config_file', detail: `The configuration file ${path} ${what}.`, remediation, exitCode: exitCodes.usage });
}
