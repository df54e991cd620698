// Recognises people by the JWTs of an identity provider: fixed algorithms, issuer, audience, times.
import { errors, jwtVerify, type JWTPayload } from 'jose';
import { highest } from '#domain';
import type { Logger, OidcSettings } from '#platform';
import { ApiProblem } from '../../problems/api-problem';
import type { Principal } from '../principal';
import { grantsOf, nameOf } from './claims';
import { KeysUnavailable, type IssuerKeys } from './issuer-keys';

export interface OidcTokensParts { settings: OidcSettings; keys: IssuerKeys; logger: Pick<Logger, 'info' | 'warn'>; now: () => number }

/** Signatures only: whoever knows a public key must not be able to sign with it. */
const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'];
/** How far the clock of the provider may be from ours. */
const skewSeconds = 60;

const form = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const longest = 8192;

export class OidcTokens {
  constructor(private readonly parts: OidcTokensParts) {}

  /** Whether it may be one, before anything of it is read. */
  static looksLikeOne(text: string): boolean {
    return text.length <= longest && form.test(text);
  }

  /** @returns undefined for a token that is not right @throws ApiProblem 503 when its key cannot be found out; 403 when its owner has no role */
  async principalOf(text: string, by: Principal['by']): Promise<Principal | undefined> {
    if (!OidcTokens.looksLikeOne(text)) return undefined;
    const claims = await this.verify(text);
    const name = claims && nameOf(claims, this.parts.settings);
    if (!claims || name === undefined) return undefined;
    const grants = grantsOf(claims, this.parts.settings);
    const role = highest(grants);
    if (role === undefined) throw noRole(name, this.parts.settings.roleClaim);
    return { name, role, grants, by, expiresAt: ((claims.exp ?? 0) + skewSeconds) * 1000, tokenSha256: null };
  }

  private async verify(text: string): Promise<JWTPayload | undefined> {
    const { settings: { issuer, audiences }, keys, now, logger } = this.parts;
    try {
      const { payload } = await jwtVerify(text, (header, token) => keys.keyFor(header, token), {
        algorithms, issuer, audience: audiences, clockTolerance: skewSeconds, requiredClaims: ['exp'], currentDate: new Date(now()),
      });
      return payload;
    } catch (error) {
      if (error instanceof KeysUnavailable) throw providerAway(error);
      // What is wrong with it, and nothing that it says.
      logger.info({ reason: reasonOf(error) }, 'a token of the identity provider was refused');
      return undefined;
    }
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired) return `${error.code} ${error.claim}`;
  return error instanceof errors.JOSEError ? error.code : 'unreadable';
}

function providerAway(cause: KeysUnavailable): ApiProblem {
  return new ApiProblem({
    status: 503, code: 'auth.provider_unavailable', detail: 'The keys of the identity provider cannot be fetched, so this token can be neither taken nor refused.', retryAfterSeconds: 30,
    remediation: 'Ask again in half a minute. If it stays so, check that the gateway reaches SPECLINE_OIDC_ISSUER with /.well-known/openid-configuration; tokens of SPECLINE_API_TOKENS work meanwhile.',
  }, { cause });
}

function noRole(name: string, claim: string): ApiProblem {
  return new ApiProblem({
    status: 403, code: 'auth.no_role', detail: `${name} is known, and has no role here.`,
    remediation: `Have the identity provider give a value in the claim ${claim} that SPECLINE_OIDC_ROLES maps to a role.`,
  });
}
