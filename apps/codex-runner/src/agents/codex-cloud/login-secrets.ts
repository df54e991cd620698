// Which values of a Codex login must never be read by anyone who reads what the CLI printed.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Shorter strings of the sign-in file are words such as `chatgpt`, not tokens. */
const SHORTEST_TOKEN = 20;

/** Every longer string of the sign-in file, and the token that the environment itself carries. A missing or broken file holds none. */
export async function loginSecrets(codexHome: string, environment: Readonly<Record<string, string>>): Promise<string[]> {
  const file = await readFile(join(codexHome, 'auth.json'), 'utf8').catch(() => '');
  const token = environment['CODEX_ACCESS_TOKEN'];
  return [...longStringsOf(parsed(file)), ...(token ? [token] : [])];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function longStringsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.length >= SHORTEST_TOKEN ? [value] : [];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(longStringsOf) : [];
}
