// GitHub Apps: who may mint an installation token, proved by a JSON web token signed with the app's private key.
import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { ApiError } from './api-error';
import type { InstallationToken, Permissions } from './tokens';

export interface Installation {
  id: number;
  /** Owner of the repositories it is installed on. */
  account: string;
  repositories: Record<string, Permissions>;
}

export interface GithubApp {
  id: number;
  slug: string;
  /** PEM; the private key stays with who signs. */
  publicKey: string;
  installations: Installation[];
}

const longestLifeSeconds = 600;
const clockSkewSeconds = 60;
const tokenLifeMilliseconds = 3_600_000;

export class GithubApps {
  constructor(readonly apps: readonly GithubApp[]) {}

  /** The app that signed the request. Throws the 401s GitHub answers. */
  appOf(authorization: string | undefined, now: Date): GithubApp {
    const token = /^bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    const claims = token === undefined ? undefined : claimsOf(token);
    if (token === undefined || claims === undefined) throw new ApiError(401, 'A JSON web token could not be decoded');
    const app = this.apps.find(({ id }) => String(id) === String(claims.iss));
    if (!app || !isSignedBy(app, token)) throw new ApiError(401, 'A JSON web token could not be decoded');
    refuseBadTimes(claims, Math.floor(now.getTime() / 1000));
    return app;
  }

  mint(app: GithubApp, installation: Installation, now: Date): InstallationToken {
    return {
      kind: 'installation', value: `ghs_${randomBytes(24).toString('base64url')}`, login: `${app.slug}[bot]`, repositories: installation.repositories,
      expiresAt: new Date(now.getTime() + tokenLifeMilliseconds).toISOString(),
    };
  }
}

interface Claims {
  iss?: string | number;
  iat?: number;
  exp?: number;
}

function decode(part: string | undefined): Record<string, unknown> | undefined {
  try {
    return JSON.parse(Buffer.from(part ?? '', 'base64url').toString()) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function claimsOf(token: string): Claims | undefined {
  const [header, payload] = token.split('.');
  return decode(header)?.['alg'] === 'RS256' ? decode(payload) : undefined;
}

function isSignedBy(app: GithubApp, token: string): boolean {
  const [header = '', payload = '', signature = ''] = token.split('.');
  return verify('sha256', Buffer.from(`${header}.${payload}`), createPublicKey(app.publicKey), Buffer.from(signature, 'base64url'));
}

function refuseBadTimes({ iat, exp }: Claims, now: number): void {
  if (exp === undefined || exp <= now) throw new ApiError(401, "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires");
  if (exp - now > longestLifeSeconds + clockSkewSeconds) throw new ApiError(401, "'Expiration time' claim ('exp') is too far in the future");
  if (iat === undefined || iat > now + clockSkewSeconds) throw new ApiError(401, "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued");
}
