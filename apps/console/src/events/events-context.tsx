// One line of all events for the whole console, open while somebody is signed in.
import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { sessionKey, sessionQuery } from '../session/session';
import type { EventStream, StreamListener, StreamState } from './event-stream';
import { allEvents } from './socket';

const EventsContext = createContext<EventStream | undefined>(undefined);

export function EventsProvider({ children }: { children: ReactNode }): ReactNode {
  const [stream] = useState(allEvents);
  useSessionCheck(stream);
  useEffect(() => {
    stream.start();
    return () => stream.stop();
  }, [stream]);
  return <EventsContext value={stream}>{children}</EventsContext>;
}

export function useEvents(listener: StreamListener): void {
  const stream = useContext(EventsContext);
  useEffect(() => stream?.listen(listener), [stream, listener]);
}

export function useStreamState(): StreamState {
  const stream = useContext(EventsContext);
  return useSyncExternalStore((changed) => stream?.listen({ state: changed }) ?? (() => undefined), () => stream?.state ?? 'connecting');
}

/** A socket does not say why it was refused: the session does. */
export function useSessionCheck(stream: EventStream): void {
  const queries = useQueryClient();
  useEffect(() => stream.listen({
    state(state) {
      if (state !== 'broken') return;
      // Not by invalidating: a gateway that is away must not hide the page.
      Promise.resolve(sessionQuery.queryFn?.({} as never)).then((session) => queries.setQueryData(sessionKey, session), () => undefined);
    },
  }), [stream, queries]);
}
