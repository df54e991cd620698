// The one connection of a writer: it must notice when the server is gone, and the server when it is.
import { Client } from 'pg';
import { postgresAddress } from './postgres-address';
import { databaseError } from './read-model-errors';

export interface WriterOptions {
  databaseUrl: string;
  /** How long a statement may take; 30 000 ms unless told, 0 for ever. */
  statementMilliseconds?: number;
}

// The server gives up a client that has vanished without a word, and with it the lock, after about ten seconds.
const noticeSilence = '-c tcp_keepalives_idle=4 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3';
// Rows and cursor are one transaction and are made from the stream: what a crash of the database forgets is written again, so nobody waits for its disk.
const noWaitForDisk = '-c synchronous_commit=off';

/** @throws ReadModelUnavailable */
export async function connectClient({ databaseUrl, statementMilliseconds = 30_000 }: WriterOptions): Promise<Client> {
  const client = new Client({
    ...postgresAddress(databaseUrl), connectionTimeoutMillis: 2000, keepAlive: true, application_name: 'specline-projection', options: `${noticeSilence} ${noWaitForDisk}`,
    statement_timeout: statementMilliseconds, ...(statementMilliseconds ? { query_timeout: statementMilliseconds + 1000 } : {}),
  });
  // What breaks is told by the end of the connection and by the statement that fails.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    await disconnect(client);
    throw databaseError(error);
  }
}

/** Saying goodbye to a server that is gone may fail, or never be answered. */
export async function disconnect(client: Client): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise((resolve) => { timer = setTimeout(resolve, 1000); });
  await Promise.race([client.end().catch(() => undefined), patience]);
  clearTimeout(timer);
}
