// What the claims of a verified token say: who it is, and with which rights.
import type { Grant } from '#domain';

export interface ClaimRules { roleClaim: string; roles: Readonly<Record<string, readonly Grant[]>>; nameClaim: string }

/** All that the values of the claim give. */
export function grantsOf(claims: Record<string, unknown>, { roleClaim, roles }: ClaimRules): Grant[] {
  return valuesOf(claims, roleClaim).flatMap((value) => (Object.hasOwn(roles, value) ? roles[value] ?? [] : []));
}

/** A colon is in no name of an API token, so that nobody can be taken for the owner of one. */
export function nameOf(claims: Record<string, unknown>, { nameClaim }: ClaimRules): string | undefined {
  const [name] = valuesOf(claims, nameClaim);
  return name !== undefined && /^[^\p{C}\p{Z}](?:[^\p{C}\p{Zl}\p{Zp}]{0,198}[^\p{C}\p{Z}])?$/u.test(name) ? `oidc:${name}` : undefined;
}

/** The claim of exactly this name, or what its dots lead to. */
function valuesOf(claims: Record<string, unknown>, name: string): string[] {
  const found = Object.hasOwn(claims, name) ? claims[name] : name.split('.').reduce<unknown>(memberOf, claims);
  const values = Array.isArray(found) ? found : [found];
  return values.filter((value) => typeof value === 'string');
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}
