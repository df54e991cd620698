// Recognises API tokens by their hashes, and session cookies that stand for them.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { ApiToken } from '#platform';
import type { Principal } from './principal';

const sessionMilliseconds = 12 * 60 * 60 * 1000;

export interface Session { cookie: string; csrfToken: string; expiresAt: number }

/** Sessions are not stored anywhere: a cookie is signed with a key made from the tokens' hashes, and the token behind it is looked up at each use. */
export class Authenticator {
  private readonly key: Buffer;
  private readonly hashes: { token: ApiToken; bytes: Buffer; id: string }[];

  constructor(tokens: readonly ApiToken[], private readonly now: () => number = Date.now) {
    this.key = createHash('sha256').update('specline session\n').update(tokens.map(({ sha256 }) => sha256).sort().join('\n')).digest();
    this.hashes = tokens.map((token) => ({ token, bytes: Buffer.from(token.sha256, 'hex'), id: this.sign(`token\n${token.sha256}`).slice(0, 22) }));
  }

  /** Compares with every token there is, in constant time. */
  byToken(text: string): Principal | undefined {
    const given = createHash('sha256').update(text).digest();
    let found: ApiToken | undefined;
    for (const { token, bytes } of this.hashes) if (timingSafeEqual(given, bytes)) found = token;
    return found && this.principalOf(found, 'token');
  }

  byCookie(cookie: string): Principal | undefined {
    const [, id = '', expiry = '', signature = ''] = /^([\w-]{22})\.(\d{13})\.([\w-]{43})$/.exec(cookie) ?? [];
    if (!signature || !equal(signature, this.sign(`session\n${id}.${expiry}`)) || Number(expiry) <= this.now()) return undefined;
    const found = this.hashes.find((one) => one.id === id);
    const principal = found && this.principalOf(found.token, 'cookie');
    return principal && { ...principal, expiresAt: Number(expiry) };
  }

  begin({ tokenSha256, expiresAt }: Principal): Session {
    const end = Math.min(expiresAt ?? Infinity, this.now() + sessionMilliseconds);
    const id = this.hashes.find(({ token }) => token.sha256 === tokenSha256)?.id ?? '';
    const cookie = `${id}.${end}.${this.sign(`session\n${id}.${end}`)}`;
    return { cookie, csrfToken: this.csrfTokenOf(cookie), expiresAt: end };
  }

  /** Only a page of ours can know it: it is in the answer to the session, not in the cookie. */
  csrfTokenOf(cookie: string): string {
    return this.sign(`csrf\n${cookie}`);
  }

  isCsrfToken(text: string, cookie: string): boolean {
    return equal(text, this.csrfTokenOf(cookie));
  }

  private principalOf({ name, role, sha256, expiresAt }: ApiToken, by: Principal['by']): Principal | undefined {
    return expiresAt !== null && expiresAt <= this.now() ? undefined : { name, role, expiresAt, by, tokenSha256: sha256 };
  }

  private sign(text: string): string {
    return createHmac('sha256', this.key).update(text).digest('base64url');
  }
}

function equal(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}
