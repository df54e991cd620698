// Who may use the API: the hashes of bearer tokens, never the tokens.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Form } from './variable';

export const apiRoles = ['viewer', 'operator', 'admin'] as const;
export type ApiRole = (typeof apiRoles)[number];

/** `sha256` is the token's hash in lower-case hexadecimal; `expiresAt` is in milliseconds since 1970, null when the token stays valid. */
export interface ApiToken {
  role: ApiRole;
  name: string;
  sha256: string;
  expiresAt: number | null;
}

const shape = /^(viewer|operator|admin):([\w.@-]{1,64}):([0-9a-fA-F]{64})(?::(.+))?$/;

export const apiTokens: Form<ApiToken[]> = {
  form: 'a comma-separated list of role:name:sha256-of-token[:expires], the role viewer, operator or admin, the hash 64 hexadecimal digits, expires a date such as 2027-01-31',
  schema: z.string().transform((value, context) => {
    const tokens = value.split(',').map((entry) => entry.trim()).filter((entry) => entry !== '').map(parseToken);
    const wrong = tokens.indexOf(undefined);
    if (wrong === -1) return tokens as ApiToken[];
    context.addIssue({ code: 'custom', message: `entry ${wrong + 1} is not of this form` });
    return z.NEVER;
  }),
};

function parseToken(entry: string): ApiToken | undefined {
  const [, role, name, sha256, expires] = shape.exec(entry) ?? [];
  if (!role || !name || !sha256) return undefined;
  const expiresAt = expires === undefined ? null : Date.parse(expires);
  if (Number.isNaN(expiresAt)) return undefined;
  return { role: role as ApiRole, name, sha256: sha256.toLowerCase(), expiresAt };
}

/** The tokens of the file that SPECLINE_API_TOKENS_FILE names. @throws Error that says what is wrong with it, and quotes nothing of it */
export function readApiTokens(path: string): ApiToken[] {
  const parsed = apiTokens.schema.safeParse(readFileSync(path, 'utf8').trim());
  if (parsed.success && parsed.data.length > 0) return parsed.data;
  throw new Error(`the file holds no ${apiTokens.form}`);
}
