// Starts the console.
import '@mantine/core/styles.css';
import './theme/console.css';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiFailure } from './api/api-failure';
import { onSessionEnd } from './api/client';
import { router } from './router';
import { sessionKey, signIn, takeTokenFromAddress } from './session/session';
import { colorSchemeManager, readableColors, theme } from './theme/theme';

/** What was refused is refused again; what did not answer may answer soon. */
const isWorthRetrying = (failures: number, error: Error): boolean => failures < 3 && !(error instanceof ApiFailure && error.status >= 400 && error.status < 500);

const queries = new QueryClient({
  defaultOptions: { queries: { retry: isWorthRetrying, staleTime: 5_000, refetchOnWindowFocus: true } },
});
onSessionEnd(() => queries.setQueryData(sessionKey, null));

async function start(): Promise<void> {
  const token = takeTokenFromAddress();
  // A wrong token leads to the sign-in, unless an older session still holds.
  if (token !== undefined) await signIn(token).then((session) => queries.setQueryData(sessionKey, session), () => undefined);
  const place = document.getElementById('console');
  if (!place) throw new Error('the page has no place for the console');
  createRoot(place).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={readableColors} colorSchemeManager={colorSchemeManager} defaultColorScheme="auto">
        <QueryClientProvider client={queries}><RouterProvider router={router} /></QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}

void start();
