// ChatGPT logins as auth.openai.com keeps them: bearer tokens that expire, and refresh tokens that work once.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

interface Login {
  accountId: string;
  /** Bearer token to the moment it expires, in milliseconds since 1970. */
  bearers: Record<string, number>;
  refreshToken: string;
  usedRefreshTokens: string[];
  revoked: boolean;
}

export interface LoginTokens {
  accountId: string;
  /** An unsigned JWT whose `exp` the CLI reads. */
  accessToken: string;
  refreshToken: string;
}

export type BearerCheck = { ok: true; accountId: string } | { ok: false; reason: 'missing' | 'unknown' | 'expired' | 'revoked' };
/** The codes are those the CLI tells apart when a refresh is refused. */
export type RefreshAnswer = { ok: true; tokens: LoginTokens } | { ok: false; code: 'refresh_token_reused' | 'refresh_token_invalidated' | 'refresh_token_expired' };

/**
 * Kept in one file, written synchronously: between "this refresh token is unused" and "it is used now" nothing else runs,
 * so of two calls with the same token exactly one succeeds, and the other one logs the account out.
 */
export class ChatGptLogins {
  private readonly logins: Login[];

  constructor(private readonly file: string) {
    this.logins = kept(file);
  }

  signIn(expiresAt: number): LoginTokens {
    const login: Login = { accountId: `account-${randomBytes(6).toString('hex')}`, bearers: {}, refreshToken: '', usedRefreshTokens: [], revoked: false };
    this.logins.push(login);
    return this.issue(login, expiresAt);
  }

  check(bearer: string | undefined, now: number): BearerCheck {
    if (!bearer) return { ok: false, reason: 'missing' };
    const login = this.logins.find((candidate) => bearer in candidate.bearers);
    if (!login) return { ok: false, reason: 'unknown' };
    if (login.revoked) return { ok: false, reason: 'revoked' };
    if ((login.bearers[bearer] ?? 0) <= now) return { ok: false, reason: 'expired' };
    return { ok: true, accountId: login.accountId };
  }

  refresh(refreshToken: string, now: number, expiresAt: number): RefreshAnswer {
    const owner = this.logins.find((login) => login.refreshToken === refreshToken || login.usedRefreshTokens.includes(refreshToken));
    if (!owner) return { ok: false, code: 'refresh_token_expired' };
    if (owner.usedRefreshTokens.includes(refreshToken)) {
      owner.revoked = true;
      this.write();
      return { ok: false, code: 'refresh_token_reused' };
    }
    if (owner.revoked) return { ok: false, code: 'refresh_token_invalidated' };
    owner.bearers = Object.fromEntries(Object.entries(owner.bearers).filter(([, expiry]) => expiry > now));
    owner.usedRefreshTokens.push(refreshToken);
    return { ok: true, tokens: this.issue(owner, expiresAt) };
  }

  /** Every login is over: bearers and refresh tokens are refused from now on. */
  revokeAll(): void {
    for (const login of this.logins) login.revoked = true;
    this.write();
  }

  private issue(login: Login, expiresAt: number): LoginTokens {
    const accessToken = unsignedJwt(login.accountId, expiresAt);
    login.bearers[accessToken] = expiresAt;
    login.refreshToken = `rt_${randomBytes(24).toString('base64url')}`;
    this.write();
    return { accountId: login.accountId, accessToken, refreshToken: login.refreshToken };
  }

  private write(): void {
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(`${this.file}.new`, JSON.stringify(this.logins), { mode: 0o600 });
    renameSync(`${this.file}.new`, this.file);
  }
}

function kept(file: string): Login[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Login[];
  } catch {
    return [];
  }
}

/** The CLI reads the account and the expiry from the token; only the service could verify a signature, and it compares the whole token. */
function unsignedJwt(accountId: string, expiresAt: number): string {
  const claims = {
    jti: randomBytes(16).toString('hex'),
    email: 'sandbox@specline.invalid',
    exp: Math.floor(expiresAt / 1000),
    'https://api.openai.com/auth': { chatgpt_account_id: accountId, chatgpt_plan_type: 'pro', chatgpt_user_id: 'user-sandbox' },
  };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.${Buffer.from('sandbox').toString('base64url')}`;
}
