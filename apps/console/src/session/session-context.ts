// Who is signed in, for every view behind the gate.
import { createContext, useContext } from 'react';
import type { Session } from './session';

export const SessionContext = createContext<Session | undefined>(undefined);

/** @throws Error outside of the gate */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('there is no session here');
  return session;
}

/** Viewers see no buttons that act. */
export function useMayAct(): boolean {
  return useSession().role !== 'viewer';
}
