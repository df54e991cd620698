// GitHub Apps: who may mint an installation token, proved by a JSON web token signed with the app's private key.
import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { ApiError } from './api-error';
import type { InstallationToken, Permissions } from './tokens';

export interface Installation {
  id: number;
  /** Owner of the repositories it is installed on. */
  account: string;
  repositories: Record<string, Permissions>;
  /** By whoever owns the account: no token is given any more. */
  suspended?: boolean;
}

export interface GithubApp {
  id: number;
  slug: string;
  /** PEM; the private key stays with who signs. */
  publicKey: string;
  installations: Installation[];
  /** GitHub's hour unless said otherwise. */
  tokenLifeMilliseconds?: number;
}

const longestLifeSeconds = 600;
const clockSkewSeconds = 60;
const hourMilliseconds = 3_600_000;

export class GithubApps {
  constructor(readonly apps: readonly GithubApp[]) {}

  /** The app that signed the request. Throws the 401s GitHub answers. */
  appOf(authorization: string | undefined, now: Date): GithubApp {
    const token = /^bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    const claims = token === undefined ? undefined : claimsOf(token);
    if (token === undefined || claims === undefined) throw new ApiError(401, 'A JSON web token could not be decoded');
    const app = this.apps.find(({ id }) => String(id) === String(claims.iss));
    if (!app) throw new ApiError(404, 'Integration not found');
    if (!isSignedBy(app, token)) throw new ApiError(401, 'A JSON web token could not be decoded');
    refuseBadTimes(claims, Math.floor(now.getTime() / 1000));
    return app;
  }

  /** Makes the installation, or brings it to what is given. */
  putInstallation(appId: number, installation: Installation): boolean {
    const app = this.apps.find(({ id }) => id === appId);
    if (app) app.installations = [...app.installations.filter(({ id }) => id !== installation.id), installation];
    return app !== undefined;
  }

  mint(app: GithubApp, installation: Installation, now: Date): InstallationToken {
    return {
      kind: 'installation', value: `ghs_${app.id}_${jwtLike()}`, login: `${app.slug}[bot]`, repositories: installation.repositories,
      expiresAt: new Date(now.getTime() + (app.tokenLifeMilliseconds ?? hourMilliseconds)).toISOString(),
    };
  }
}

/** GitHub's tokens are signed statements since 2026; nobody needs to look into ours. */
function jwtLike(): string {
  const header = Buffer.from(JSON.stringify({ alg: 'RS256', typ: 'JWT' })).toString('base64url');
  return [header, ...[96, 192].map((bytes) => randomBytes(bytes).toString('base64url'))].join('.');
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
