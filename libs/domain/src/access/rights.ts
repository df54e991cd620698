// Who may do what with which repository: the one place that decides.
import { roles, type Role } from '#contracts';

/** A role for the repositories that one of the patterns names, `owner/name` with `*` for any characters of a part; without patterns for all. */
export interface Grant { role: Role; repositories?: readonly string[] | undefined }

/** The highest role for a repository; undefined where it must not be seen. A name of another form is no repository. */
export function roleFor(grants: readonly Grant[], repository: string): Role | undefined {
  return highest(grants.filter(({ repositories }) => !repositories || repositories.some((glob) => new RegExp(repositoryPattern(glob), 'i').test(repository))));
}

/** The highest role for what concerns all repositories. */
export function roleForAll(grants: readonly Grant[]): Role | undefined {
  return highest(grants.filter(({ repositories }) => !repositories));
}

/** The highest role that there is for anything. */
export function highest(grants: readonly Grant[]): Role | undefined {
  return roles.findLast((role) => grants.some((grant) => grant.role === role));
}

export function mayOperate(role: Role | undefined): boolean {
  return role === 'operator' || role === 'admin';
}

/** What repositories that may be seen match, in any case; undefined where all may. Understood alike by JavaScript and PostgreSQL. */
export function visiblePatterns(grants: readonly Grant[]): string[] | undefined {
  return roleForAll(grants) === undefined ? grants.flatMap(({ repositories = [] }) => repositories.map(repositoryPattern)) : undefined;
}

/** Only letters, digits, `_`, `-`, `.` and `*` are in a pattern of the settings. */
function repositoryPattern(glob: string): string {
  return `^${glob.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')}$`;
}
