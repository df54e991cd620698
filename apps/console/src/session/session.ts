// Signing in: a token is exchanged for a cookie that no script can read; the session says who we are and what we may do.
import { queryOptions } from '@tanstack/react-query';
import { ApiFailure } from '../api/api-failure';
import { answerOf, api, protectWith } from '../api/client';
import type { components } from '../api/schema';
import { withGrants } from './rights';

export type Session = components['schemas']['Session'];

export const sessionKey = ['session'] as const;

/** Null when nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: sessionKey,
  queryFn: async (): Promise<Session | null> => {
    try {
      return remember(await answerOf(api.GET('/api/session')));
    } catch (error) {
      if (error instanceof ApiFailure && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: Infinity,
  retry: 3,
});

/** @throws ApiFailure when the token is wrong */
export async function signIn(token: string): Promise<Session> {
  return remember(await answerOf(api.POST('/api/session', { body: { token } })));
}

export async function signOut(): Promise<void> {
  await answerOf(api.DELETE('/api/session'));
}

function remember(session: Session): Session {
  protectWith(session.csrfToken);
  return withGrants(session);
}

/** The token of the link that `npm start` prints; the fragment is taken out of the address before anything else happens. */
export function takeTokenFromAddress(): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return undefined;
  history.replaceState(history.state, '', location.pathname + location.search);
  return token;
}
