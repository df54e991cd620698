// Who may use the API: the hashes of bearer tokens, never the tokens.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { grantsForm, highestRole, parseGrants, type ApiRole, type RoleGrant } from './grants';
import type { Form } from './variable';

/** `sha256` is the token's hash in lower-case hexadecimal; `expiresAt` is in milliseconds since 1970, null when the token stays valid. */
export interface ApiToken {
  /** The highest there is among its grants. */
  role: ApiRole;
  /** Absent where the role is for all repositories. */
  grants?: RoleGrant[];
  name: string;
  sha256: string;
  expiresAt: number | null;
}

const shape = /^([\w.*+@/-]+):([\w.@-]{1,64}):([0-9a-fA-F]{64})(?::(.+))?$/;

export const apiTokens: Form<ApiToken[]> = {
  form: `a comma-separated list of role:name:sha256-of-token[:expires], the role ${grantsForm}, the hash 64 hexadecimal digits, expires a date such as 2027-01-31`,
  schema: z.string().transform((value, context) => {
    const tokens = value.split(',').map((entry) => entry.trim()).filter((entry) => entry !== '').map(parseToken);
    const wrong = tokens.indexOf(undefined);
    if (wrong === -1) return tokens as ApiToken[];
    context.addIssue({ code: 'custom', message: `entry ${wrong + 1} is not of this form` });
    return z.NEVER;
  }),
};

function parseToken(entry: string): ApiToken | undefined {
  const [, roles, name, sha256, expires] = shape.exec(entry) ?? [];
  const grants = roles && parseGrants(roles);
  if (!grants || !name || !sha256) return undefined;
  const expiresAt = expires === undefined ? null : Date.parse(expires);
  if (Number.isNaN(expiresAt)) return undefined;
  return { role: highestRole(grants), ...(grants.some(({ repositories }) => repositories) ? { grants } : {}), name, sha256: sha256.toLowerCase(), expiresAt };
}

/** The tokens of the file that SPECLINE_API_TOKENS_FILE names. @throws Error that says what is wrong with it, and quotes nothing of it */
export function readApiTokens(path: string): ApiToken[] {
  const parsed = apiTokens.schema.safeParse(readFileSync(path, 'utf8').trim());
  if (parsed.success && parsed.data.length > 0) return parsed.data;
  throw new Error(`the file holds no ${apiTokens.form}`);
}
