// May whoever is signed in do this in that repository? Asked here before a button can be pressed; the gateway asks the same again. Pure.
import { mayOperate, roleFor, roleForAll } from '#domain';
import type { components } from '../api/schema';

type Session = components['schemas']['Session'];

/** `operate` is to start, steer, pin or release; `administer` what is an administrator's alone. */
export type Deed = 'operate' | 'administer';

/** `hidden`: whoever looks only, everywhere, sees no buttons that act. `why` not here: the button is shown and cannot be pressed; undefined when it may be. */
export interface Permission { hidden: boolean; why: string | undefined }

/** @param repository null for what is about no repository, or about all of them */
export function permissionOf({ role: highest, grants }: Pick<Session, 'role' | 'grants'>, deed: Deed, repository: string | null): Permission {
  const role = repository === null ? roleForAll(grants) : roleFor(grants, repository);
  const allowed = deed === 'operate' ? mayOperate(role) : role === 'admin';
  return { hidden: highest === 'viewer', why: allowed ? undefined : reasonOf(deed, repository) };
}

/** While an installation is updated a gateway of the release before may answer, which says the role only: it holds for all repositories then. */
export function withGrants(session: Omit<Session, 'grants'> & Partial<Pick<Session, 'grants'>>): Session {
  return { grants: [{ role: session.role }], ...session };
}

function reasonOf(deed: Deed, repository: string | null): string {
  const needed = deed === 'operate' ? 'operator' : 'admin';
  return repository === null
    ? `This takes the role ${needed} for all repositories.`
    : `You may only look at ${repository}: this takes the role ${needed} for it.`;
}
