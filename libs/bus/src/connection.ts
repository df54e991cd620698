// One NATS connection per process, made to outlive restarts of the server. Nobody else connects.
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, credsAuthenticator, errors, type NatsConnection, type NodeConnectionOptions } from '@nats-io/transport-node';
import { BusRefused } from './bus-refused';
import type { BusTls } from './bus-tls';
import { refusalAt } from './client-certificate-probe';

export interface ConnectionOptions {
  /** `nats://user:password@host:port`; several separated by commas. */
  url: string;
  /** Path of a credentials file, where the server wants one. */
  credentials?: string;
  /** Present, or one `tls://` in the URL: TLS with every server, or no connection. */
  tls?: BusTls;
  /** Shown by the server's monitoring. */
  name: string;
}

/** The NATS of an installation, as its configuration tells. */
export interface BusSettings { servers: readonly string[]; credentialsFile?: string; tls?: BusTls }

/** As `connectToNats`. @throws BusRefused */
export function connectInstallation(settings: BusSettings, name: string): Promise<NatsConnection> {
  return connectToNats(optionsOf(settings, name));
}

/** Connects once and leaves again. @throws BusRefused, or what the client says */
export async function tryInstallation(settings: BusSettings, name: string): Promise<void> {
  const connection = await attempt(settingsOf(optionsOf(settings, name)));
  await connection.close();
}

function optionsOf({ servers, credentialsFile, tls }: BusSettings, name: string): ConnectionOptions {
  return { url: servers.join(','), name, ...(credentialsFile ? { credentials: credentialsFile } : {}), ...(tls ? { tls } : {}) };
}

const betweenAttempts = 500;

/**
 * Connects, and waits for the server when it is not there yet. A silent cut is noticed within 25 s.
 * @throws BusRefused when the server is there and TLS with it cannot be
 */
export async function connectToNats(options: ConnectionOptions): Promise<NatsConnection> {
  const settings = settingsOf(options);
  for (;;) {
    try {
      return await attempt(settings);
    } catch (error) {
      if (error instanceof BusRefused || error instanceof errors.InvalidArgumentError) throw error;
      await pause(betweenAttempts);
    }
  }
}

async function attempt(settings: NodeConnectionOptions): Promise<NatsConnection> {
  try {
    return await connect(settings);
  } catch (error) {
    throw BusRefused.from(error) ?? BusRefused.from(await unsaid(settings)) ?? error;
  }
}

/** Of a server that asks for a certificate the client hears nothing. */
async function unsaid({ servers, tls }: NodeConnectionOptions): Promise<unknown> {
  if (!tls) return undefined;
  const refusals = await Promise.all([servers ?? []].flat().map((server) => refusalAt(server, tls)));
  return refusals.find((refusal) => refusal !== undefined);
}

function settingsOf({ url, credentials, tls, name }: ConnectionOptions): NodeConnectionOptions {
  const servers = url.split(',').map((one) => one.trim());
  const user = userOf(servers[0] ?? '');
  return {
    servers: servers.map(withoutUser),
    name,
    ...(user ?? {}),
    ...(user ? { inboxPrefix: `_INBOX.${user.user}` } : {}),
    ...(credentials ? { authenticator: credsAuthenticator(new Uint8Array(readFileSync(credentials))) } : {}),
    // To the client the scheme says nothing: with this object it refuses a server that has no TLS, without it takes what the server offers.
    ...(tls || servers.some((one) => one.startsWith('tls://')) ? { tls: { ...tls } } : {}),
    timeout: 5000,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 500,
    reconnectJitter: 200,
    reconnectJitterTLS: 200,
    // A stack for every request costs more than most requests; our own errors say what was asked.
    noAsyncTraces: true,
    pingInterval: 10_000,
    maxPingOut: 2,
  };
}

function userOf(server: string): { user: string; pass: string } | undefined {
  const { username, password } = new URL(server.includes('://') ? server : `nats://${server}`);
  return username ? { user: decodeURIComponent(username), pass: decodeURIComponent(password) } : undefined;
}

function withoutUser(server: string): string {
  return server.replace(/^(\w+:\/\/)[^@/]*@/, '$1');
}
