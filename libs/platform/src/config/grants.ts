// How rights are written: roles, each for all repositories or for those that are named.

export const apiRoles = ['viewer', 'operator', 'admin'] as const;
export type ApiRole = (typeof apiRoles)[number];

/** Without `repositories` the role is for all of them. */
export interface RoleGrant { role: ApiRole; repositories?: string[] }

export const grantsForm = `${apiRoles.join(', ')}, for some repositories only as operator@acme/web@acme/api-*, several joined with +`;

const shape = /^(viewer|operator|admin)((?:@[\w.*-]+\/[\w.*-]+)*)$/;

/** @example parseGrants('viewer+operator@acme/web') @returns undefined for what is not of this form */
export function parseGrants(text: string): RoleGrant[] | undefined {
  const grants = text.split('+').map((part) => shape.exec(part));
  if (grants.includes(null)) return undefined;
  return grants.map((found) => {
    const [, role, patterns = ''] = found as RegExpExecArray;
    return { role: role as ApiRole, ...(patterns ? { repositories: patterns.slice(1).split('@') } : {}) };
  });
}

export function highestRole(grants: readonly RoleGrant[]): ApiRole {
  return apiRoles.findLast((role) => grants.some((grant) => grant.role === role)) ?? 'viewer';
}
