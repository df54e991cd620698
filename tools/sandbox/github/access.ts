// Decides, as GitHub does, what a caller may do with a repository: pure, and shared by REST and git.
import type { RepositoryRecord, Role } from './state';
import type { Caller, ClassicToken, FineGrainedToken, InstallationToken, Resource, Right } from './tokens';

/** What a call needs; several resources mean that any one of them is enough. */
export interface Need {
  resources: readonly Resource[];
  right: Right;
}

/**
 * `hidden`: the repository does not exist for this caller (404). `anonymous`: sign in first (401).
 * `scope`: a classic token without the scope (REST 404, git 403). `forbidden`: a 403 that says so.
 */
export type Access = 'allowed' | 'hidden' | 'anonymous' | 'rejected' | 'scope' | 'forbidden';

export const fullNameOf = ({ owner, name }: Pick<RepositoryRecord, 'owner' | 'name'>): string => `${owner}/${name}`;

export function roleOf(login: string, repository: RepositoryRecord): Role | undefined {
  if (login.toLowerCase() === repository.owner.toLowerCase()) return 'admin';
  return repository.collaborators[login.toLowerCase()] ?? (repository.private ? undefined : 'read');
}

export function decideAccess(caller: Caller, repository: RepositoryRecord, need: Need): Access {
  switch (caller.kind) {
    case 'rejected':
      return 'rejected';
    case 'anonymous':
      if (repository.private) return 'hidden';
      return need.right === 'read' ? 'allowed' : 'anonymous';
    case 'classic':
      return classicAccess(caller, repository, need);
    case 'fine-grained':
    case 'installation':
      return selectiveAccess(caller, repository, need);
  }
}

function classicAccess(token: ClassicToken, repository: RepositoryRecord, need: Need): Access {
  const role = roleOf(token.login, repository);
  const scoped = token.scopes.includes('repo') || (!repository.private && token.scopes.includes('public_repo'));
  if (role === undefined || (repository.private && !scoped)) return 'hidden';
  if (need.right === 'read') return 'allowed';
  if (!scoped) return 'scope';
  return role === 'read' ? 'forbidden' : 'allowed';
}

function selectiveAccess(token: FineGrainedToken | InstallationToken, repository: RepositoryRecord, need: Need): Access {
  const wanted = fullNameOf(repository).toLowerCase();
  const permissions = Object.entries(token.repositories).find(([name]) => name.toLowerCase() === wanted)?.[1];
  const role = token.kind === 'installation' ? 'admin' : roleOf(token.login, repository);
  if (role === undefined || (permissions === undefined && repository.private)) return 'hidden';
  if (need.right === 'read' && (!repository.private || need.resources.includes('metadata'))) return 'allowed';
  const granted = need.resources.some((resource) => permissions?.[resource] === 'write' || (need.right === 'read' && permissions?.[resource] === 'read'));
  return granted && (need.right === 'read' || role !== 'read') ? 'allowed' : 'forbidden';
}

/** Whether a push of this caller may create or update files under .github/workflows/. */
export function mayEditWorkflows(caller: Caller, repository: RepositoryRecord): boolean {
  if (caller.kind === 'classic') return caller.scopes.includes('workflow');
  return decideAccess(caller, repository, { resources: ['workflows'], right: 'write' }) === 'allowed';
}
