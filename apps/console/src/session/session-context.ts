// Who is signed in, for every view behind the gate.
import { createContext, useContext } from 'react';
import { permissionOf, type Deed, type Permission } from './rights';
import type { Session } from './session';

export const SessionContext = createContext<Session | undefined>(undefined);

/** @throws Error outside of the gate */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('there is no session here');
  return session;
}

/** @param repository null for what is about no repository, or about all of them */
export function usePermission(deed: Deed, repository: string | null): Permission {
  return permissionOf(useSession(), deed, repository);
}
