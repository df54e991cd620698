// Whose tokens the API takes beside its own, and which of their claims give which role.
import { z } from 'zod';
import { entries } from './forms';
import { grantsForm, parseGrants, type RoleGrant } from './grants';
import type { Form } from './variable';

export interface OidcSettings {
  /** Exactly as the provider writes it, with or without a slash at its end. */
  issuer: string;
  /** A token must be meant for one of these. */
  audiences: string[];
  roleClaim: string;
  /** Rights by the value of that claim. */
  roles: Record<string, RoleGrant[]>;
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

export const claimRoles: Form<Record<string, RoleGrant[]>> = {
  form: `a comma-separated list of value=role, the role ${grantsForm}`,
  schema: z.string().transform((text, context) => {
    const rights = entries(text).map(([value, roles]) => [value, value === '' ? undefined : parseGrants(roles)] as const);
    if (rights.every(([, grants]) => grants)) return Object.fromEntries(rights) as Record<string, RoleGrant[]>;
    context.addIssue({ code: 'custom', message: 'is not of this form' });
    return z.NEVER;
  }),
};

export interface OidcVariables {
  SPECLINE_OIDC_ISSUER: string | undefined;
  SPECLINE_OIDC_AUDIENCE: string[] | undefined;
  SPECLINE_OIDC_ROLE_CLAIM: string;
  SPECLINE_OIDC_ROLES: Record<string, RoleGrant[]>;
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
