// Whose tokens the API takes beside its own, and which of their claims give which role.
import { z } from 'zod';
import { apiRoles, type ApiRole } from './api-tokens';
import { entries } from './forms';
import type { Form } from './variable';

export interface OidcSettings {
  /** Exactly as the provider writes it, with or without a slash at its end. */
  issuer: string;
  /** A token must be meant for one of these. */
  audiences: string[];
  roleClaim: string;
  /** Roles by the value of that claim. */
  roles: Record<string, ApiRole>;
  nameClaim: string;
}

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** The slash at the end stays: issuers are compared letter by letter. */
export const issuerUrl: Form<string> = {
  form: 'the URL of the issuer, which begins with https:// (http:// on this machine only), without query',
  schema: z.string().refine((value) => {
    const url = URL.parse(value);
    if (!url || url.search || url.hash || url.username || url.password) return false;
    return url.protocol === 'https:' || (url.protocol === 'http:' && loopback.test(url.hostname));
  }),
};

export const claimRoles: Form<Record<string, ApiRole>> = {
  form: `a comma-separated list of value=role, the role ${apiRoles.join(', ')}`,
  schema: z.string().transform((text) => Object.fromEntries(entries(text))).pipe(z.record(z.string().min(1), z.enum(apiRoles))),
};

export interface OidcVariables {
  SPECLINE_OIDC_ISSUER: string | undefined;
  SPECLINE_OIDC_AUDIENCE: string[] | undefined;
  SPECLINE_OIDC_ROLE_CLAIM: string;
  SPECLINE_OIDC_ROLES: Record<string, ApiRole>;
  SPECLINE_OIDC_NAME_CLAIM: string;
}

export function oidcOf(values: OidcVariables): OidcSettings | undefined {
  const { SPECLINE_OIDC_ISSUER: issuer, SPECLINE_OIDC_AUDIENCE: audiences, SPECLINE_OIDC_ROLE_CLAIM: roleClaim, SPECLINE_OIDC_ROLES: roles, SPECLINE_OIDC_NAME_CLAIM: nameClaim } = values;
  return issuer === undefined || audiences === undefined ? undefined : { issuer, audiences, roleClaim, roles, nameClaim };
}

/** One without the other would take every token of the provider, or none. */
export function oidcContradictions({ SPECLINE_OIDC_ISSUER: issuer, SPECLINE_OIDC_AUDIENCE: audiences }: OidcVariables): string[] {
  if (issuer !== undefined && !audiences?.length) return ['SPECLINE_OIDC_ISSUER is set without SPECLINE_OIDC_AUDIENCE: set it to what the tokens for Specline have as aud.'];
  if (issuer === undefined && audiences !== undefined) return ['SPECLINE_OIDC_AUDIENCE is set without SPECLINE_OIDC_ISSUER: set both, or neither.'];
  return [];
}
