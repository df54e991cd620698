// The credentials the emulated GitHub knows, and how a request's Authorization header names one.
import type { IncomingHttpHeaders } from 'node:http';

export type Resource = 'metadata' | 'contents' | 'pull_requests' | 'issues' | 'workflows';
export type Right = 'read' | 'write';
export type Permissions = Partial<Record<Resource, Right>>;

interface AnyToken {
  value: string;
  /** The account that acts; for an installation the app's bot, `name[bot]`. */
  login: string;
  /** ISO 8601; past it every answer is 401. */
  expiresAt?: string;
}

/** `ghp_…`: scopes such as `repo`, `public_repo`, `workflow`; told in the header x-oauth-scopes. */
export interface ClassicToken extends AnyToken {
  kind: 'classic';
  scopes: string[];
}

/** `github_pat_…`: permissions per repository, by full name; nothing tells them but a refusal. */
export interface FineGrainedToken extends AnyToken {
  kind: 'fine-grained';
  repositories: Record<string, Permissions>;
}

/** `ghs_…`: what a GitHub App works with for an hour. */
export interface InstallationToken extends AnyToken {
  kind: 'installation';
  repositories: Record<string, Permissions>;
}

export type Token = ClassicToken | FineGrainedToken | InstallationToken;
export type Caller = Token | { kind: 'anonymous' } | { kind: 'rejected' };

export class TokenStore {
  private readonly byValue = new Map<string, Token>();

  constructor(tokens: readonly Token[]) {
    tokens.forEach((token) => this.put(token));
  }

  put(token: Token): void {
    this.byValue.set(token.value, token);
  }

  remove(value: string): boolean {
    return this.byValue.delete(value);
  }

  /** Who asks: from `token X`, `Bearer X` or Basic with the token as password (or, without one, as user). */
  callerOf(headers: IncomingHttpHeaders, now: Date): Caller {
    const value = credentialOf(headers.authorization);
    if (value === undefined) return { kind: 'anonymous' };
    const token = this.byValue.get(value);
    if (token === undefined) return { kind: 'rejected' };
    const expired = token.expiresAt !== undefined && Date.parse(token.expiresAt) <= now.getTime();
    return expired ? { kind: 'rejected' } : token;
  }
}

export function credentialOf(authorization: string | undefined): string | undefined {
  const [scheme = '', credential = ''] = (authorization ?? '').trim().split(/\s+/, 2);
  if (/^(token|bearer)$/i.test(scheme)) return credential;
  if (!/^basic$/i.test(scheme)) return undefined;
  const decoded = Buffer.from(credential, 'base64').toString();
  const colon = decoded.indexOf(':');
  const [user, password] = colon < 0 ? [decoded, ''] : [decoded.slice(0, colon), decoded.slice(colon + 1)];
  return password === '' || password === 'x-oauth-basic' ? user : password;
}

export const loginOf = (caller: Caller): string => ('login' in caller ? caller.login : 'anonymous');
