// Lets nobody in without a session. The address stays, so that after signing in one is where one wanted to be.
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Loading } from '../states/loading';
import { ProblemAlert } from '../states/problem-alert';
import { SessionContext } from './session-context';
import { sessionQuery } from './session';
import { SignInPage } from './sign-in';

export function SessionGate({ children }: { children: ReactNode }): ReactNode {
  const { data: session, error, isPending, refetch } = useQuery(sessionQuery);
  if (isPending) return <Loading what="Looking who you are" />;
  if (error && !session) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!session) return <SignInPage />;
  return <SessionContext value={session}>{children}</SessionContext>;
}
