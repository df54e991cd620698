// The lock of whoever does what one replica does at a time, beside projecting: it lives as long as its connection.
import { connectClient, disconnect } from './client';
import { databaseError } from './read-model-errors';

// Any two numbers that no other lock has will do, as long as every release takes the same.
const lockKeys = [0x5350_4543, 3];

/** Does the work unless another process is doing it. @returns whether it was this one @throws ReadModelUnavailable */
export async function alone(databaseUrl: string, work: () => Promise<void>): Promise<boolean> {
  const client = await connectClient({ databaseUrl });
  try {
    const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS taken', lockKeys)
      .catch((error: unknown) => { throw databaseError(error); });
    if (rows[0]?.taken !== true) return false;
    await work();
    return true;
  } finally {
    await disconnect(client);
  }
}
