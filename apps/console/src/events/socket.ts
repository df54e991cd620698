// Sockets of the gateway.
import { eventsPath, runsPath } from '#contracts';
import { EventStream, type Socket } from './event-stream';

/** What happens to all runs from now on. */
export const allEvents = (): EventStream => streamOf(eventsPath);
/** Everything about one run, from its first fact. */
export const eventsOf = (runId: string): EventStream => streamOf(`${runsPath}/${runId}/events`);

function streamOf(path: string): EventStream {
  return new EventStream({
    open: (after) => new WebSocket(`${location.origin.replace(/^http/, 'ws')}/${path}${after === undefined ? '' : `?after=${after}`}`) as Socket,
    later(work, milliseconds) {
      const timer = setTimeout(work, milliseconds);
      return () => clearTimeout(timer);
    },
  });
}
