// Draws a view as a browser would first see it, without one: who is signed in and what the API answered are given.
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider, type QueryKey } from '@tanstack/react-query';
import { createElement, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { Session } from './session/session';
import { SessionContext } from './session/session-context';

interface Surroundings { session?: Pick<Session, 'role' | 'grants'>; answers?: readonly (readonly [QueryKey, unknown])[] }

/** The page's HTML. What is asked of the API beyond `answers` is on its way for ever. */
export function drawn(view: ReactNode, { session = { role: 'operator', grants: [{ role: 'operator' }] }, answers = [] }: Surroundings = {}): string {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, gcTime: Infinity } } });
  for (const [key, answer] of answers) client.setQueryData(key, answer);
  const whole: Session = { name: 'ada', csrfToken: '', expiresAt: '2030-01-01T00:00:00.000Z', traceUrl: null, ...session };
  return renderToStaticMarkup(createElement(MantineProvider, null, createElement(QueryClientProvider, { client }, createElement(SessionContext, { value: whole }, view))));
}

/** The words of a page, without its style sheets and tags. */
export const wordsOf = (html: string): string => html.replace(/<style[^]*?<\/style>/g, '').replace(/<[^>]+>/g, ' ').replaceAll('&#x27;', "'").replaceAll('&quot;', '"').replace(/\s+/g, ' ').trim();
