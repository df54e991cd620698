// Tells when the connection to NATS has come back: what was asked of the old one will never be answered.
import type { NatsConnection } from '@nats-io/nats-core';

/** Calls `onReconnect` after each reconnect until stopped. */
export function watchReconnects(connection: NatsConnection, onReconnect: () => void): { stop(): void } {
  let stopped = false;
  const watch = async (): Promise<void> => {
    for await (const status of connection.status()) {
      if (stopped) return;
      if (status.type === 'reconnect') onReconnect();
    }
  };
  void watch();
  return { stop: () => { stopped = true; } };
}
