// Recognises API tokens by their hashes, tokens of an identity provider, and the cookies that stand for either.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Grant } from '#domain';
import type { ApiToken } from '#platform';
import type { OidcTokens } from './oidc/oidc-tokens';
import type { Principal } from './principal';

const sessionMilliseconds = 12 * 60 * 60 * 1000;

export interface Session { cookie: string; csrfToken: string; expiresAt: number }

interface KnownToken { token: ApiToken; bytes: Buffer; id: string }

/**
 * Sessions are not stored anywhere. The cookie of an API token is signed with a key made from the token's hash, and the token behind it is looked up at each use;
 * the cookie of a provider's token is that token.
 */
export class Authenticator {
  private known: KnownToken[] = [];

  constructor(tokens: readonly ApiToken[], private readonly now: () => number = Date.now, private readonly oidc?: OidcTokens) {
    this.replace(tokens);
  }

  /** From now on these are the API tokens. Whoever spoke by another one is nobody any more. */
  replace(tokens: readonly ApiToken[]): void {
    this.known = tokens.map((token) => ({ token, bytes: Buffer.from(token.sha256, 'hex'), id: sign(token.sha256, 'token').slice(0, 22) }));
  }

  /** @returns undefined for nobody's @throws ApiProblem 403, 503 about a token of the identity provider */
  async byToken(text: string): Promise<Principal | undefined> {
    return this.byHash(text) ?? await this.oidc?.principalOf(text, 'token');
  }

  /** @throws as byToken */
  async byCookie(cookie: string): Promise<Principal | undefined> {
    return this.bySessionOf(cookie) ?? await this.oidc?.principalOf(cookie, 'cookie');
  }

  /** @param token the text by which the principal was recognised */
  begin({ tokenSha256, expiresAt }: Principal, token: string): Session {
    const end = Math.min(expiresAt ?? Infinity, this.now() + sessionMilliseconds);
    if (tokenSha256 === null) return { cookie: token, csrfToken: this.csrfTokenOf(token), expiresAt: end };
    const id = sign(tokenSha256, 'token').slice(0, 22);
    const cookie = `${id}.${end}.${sign(tokenSha256, `session\n${id}.${end}`)}`;
    return { cookie, csrfToken: this.csrfTokenOf(cookie), expiresAt: end };
  }

  /** Whether who was recognised a while ago still is who it was then. */
  stillKnows({ expiresAt, tokenSha256, grants }: Principal): boolean {
    if (expiresAt !== null && expiresAt <= this.now()) return false;
    return tokenSha256 === null || this.known.some(({ token }) => token.sha256 === tokenSha256 && JSON.stringify(grantsOf(token)) === JSON.stringify(grants));
  }

  /** Only a page of ours can know it: it is in the answer to the session, and made from the cookie, which no script can read. */
  csrfTokenOf(cookie: string): string {
    return sign(cookie, 'csrf');
  }

  isCsrfToken(text: string, cookie: string): boolean {
    return equal(text, this.csrfTokenOf(cookie));
  }

  /** Compares with every token there is, in constant time. */
  private byHash(text: string): Principal | undefined {
    const given = createHash('sha256').update(text).digest();
    let found: ApiToken | undefined;
    for (const { token, bytes } of this.known) if (timingSafeEqual(given, bytes)) found = token;
    return found && this.principalOf(found, 'token');
  }

  private bySessionOf(cookie: string): Principal | undefined {
    const [, id = '', expiry = '', signature = ''] = /^([\w-]{22})\.(\d{13})\.([\w-]{43})$/.exec(cookie) ?? [];
    const found = this.known.find((one) => one.id === id);
    if (!found || !equal(signature, sign(found.token.sha256, `session\n${id}.${expiry}`)) || Number(expiry) <= this.now()) return undefined;
    const principal = this.principalOf(found.token, 'cookie');
    return principal && { ...principal, expiresAt: Number(expiry) };
  }

  private principalOf(token: ApiToken, by: Principal['by']): Principal | undefined {
    const { name, role, sha256, expiresAt } = token;
    return expiresAt !== null && expiresAt <= this.now() ? undefined : { name, role, grants: grantsOf(token), expiresAt, by, tokenSha256: sha256 };
  }
}

function grantsOf({ role, grants }: ApiToken): readonly Grant[] {
  return grants ?? [{ role }];
}

function sign(secret: string, text: string): string {
  return createHmac('sha256', `specline session\n${secret}`).update(text).digest('base64url');
}

function equal(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}
