// One NATS connection per process, made to outlive restarts of the server.
import { readFileSync } from 'node:fs';
import { connect, credsAuthenticator, type NatsConnection } from '@nats-io/transport-node';

export interface ConnectionOptions {
  /** `nats://user:password@host:port`; several separated by commas. */
  url: string;
  /** Path of a credentials file, where the server wants one. */
  credentials?: string;
  /** Shown by the server's monitoring. */
  name: string;
}

/** Connects, and waits for the server when it is not there yet. A silent cut is noticed within 25 s. */
export async function connectToNats({ url, credentials, name }: ConnectionOptions): Promise<NatsConnection> {
  const servers = url.split(',').map((one) => one.trim());
  const user = userOf(servers[0] ?? '');
  return connect({
    servers: servers.map(withoutUser),
    name,
    ...(user ?? {}),
    ...(user ? { inboxPrefix: `_INBOX.${user.user}` } : {}),
    ...(credentials ? { authenticator: credsAuthenticator(new Uint8Array(readFileSync(credentials))) } : {}),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 500,
    reconnectJitter: 200,
    waitOnFirstConnect: true,
    // A stack for every request costs more than most requests; our own errors say what was asked.
    noAsyncTraces: true,
    pingInterval: 10_000,
    maxPingOut: 2,
  });
}

function userOf(server: string): { user: string; pass: string } | undefined {
  const { username, password } = new URL(server.includes('://') ? server : `nats://${server}`);
  return username ? { user: decodeURIComponent(username), pass: decodeURIComponent(password) } : undefined;
}

function withoutUser(server: string): string {
  return server.replace(/^(\w+:\/\/)[^@/]*@/, '$1');
}
