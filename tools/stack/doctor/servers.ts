// What the doctor asks of servers that the operator named instead of the stack's own.
import { connect } from 'node:net';
import { Client } from 'pg';
import { BusRefused, tryInstallation } from '#bus';
import type { Check, Config } from '#platform';
import { ReadModelUnavailable, postgresAddress } from '#read-model';
import { StackError } from '../stack-error';
import { looked } from './looked';
import type { Patient } from './patient';
import { newEnough } from './programs';

const oldestNats = [2, 12];

export function serverChecks({ environment, mode, config }: Patient): Check[] {
  if (mode.sandbox || !config) return [];
  const { nats, database: { url } } = config;
  return [
    ...(environment.NATS_URL ? [looked({ name: 'NATS', needed: true, look: (signal) => natsOf(nats, signal) })] : []),
    ...(url ? [looked({ name: 'PostgreSQL', needed: true, look: () => postgresAt(url) })] : []),
  ];
}

async function natsOf(nats: Config['nats'], signal: AbortSignal): Promise<string> {
  const greetings = await Promise.all(nats.servers.map((server) => natsAt(server, signal)));
  if (!nats.tls) return greetings.join(', ');
  await tryInstallation(nats, 'doctor').catch((error: unknown) => {
    throw error instanceof BusRefused ? new StackError(error.message, error.remediation, { cause: error }) : error;
  });
  return `${greetings.join(', ')}, with TLS`;
}

/** A NATS server introduces itself before anybody signs in. */
async function natsAt(server: string, signal: AbortSignal): Promise<string> {
  const { protocol, hostname, port } = new URL(server);
  const address = `${hostname}:${port || '4222'}`;
  if (protocol.startsWith('ws')) return `${address} (a WebSocket address, not looked at)`;
  const remediation = 'Start it, or correct NATS_URL; without NATS_URL the stack starts its own.';
  const { version, jetstream } = await greeting(hostname, Number(port || 4222), signal).catch((cause: unknown) => {
    throw new StackError(`${address} does not answer as a NATS server`, remediation, { cause });
  });
  const known = newEnough('nats-server', version ?? '', oldestNats, 'Use nats-server 2.12 or newer.');
  if (!jetstream) throw new StackError(`${address} runs without JetStream`, 'Enable JetStream on that server, as config/nats/nats.conf does.');
  return `nats-server ${known} at ${address}`;
}

async function greeting(host: string, port: number, signal: AbortSignal): Promise<{ version?: string; jetstream?: boolean }> {
  const socket = connect({ host, port, signal });
  let text = '';
  try {
    for await (const chunk of socket) {
      text += String(chunk);
      if (text.includes('\n')) break;
    }
    return JSON.parse(text.slice(text.indexOf('{'), text.indexOf('\n'))) as { version?: string; jetstream?: boolean };
  } finally {
    socket.destroy();
  }
}

async function postgresAt(url: string): Promise<string> {
  const client = new Client({ ...postgresAddress(url), connectionTimeoutMillis: 8000, query_timeout: 8000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows: [row] } = await client.query<{ server_version: string }>('SHOW server_version');
    return `PostgreSQL ${row?.server_version ?? 'of unknown version'} answers`;
  } catch (error) {
    const { code, message, remediation } = new ReadModelUnavailable({ cause: error });
    if (code !== 'read_model.unavailable') throw new StackError(message, remediation, { cause: error });
    throw new StackError(`the database of DATABASE_URL cannot be used: ${(error as Error).message}`, 'Start it, or correct DATABASE_URL; without DATABASE_URL the stack starts its own.', { cause: error });
  } finally {
    await client.end().catch(() => undefined);
  }
}
