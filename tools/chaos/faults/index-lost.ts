// NATS stops and comes back without the index of its streams, which it makes again from what is stored.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from './fault';

export const indexLost: Fault = {
  strikes: 2, seconds: 20,
  strike: async ({ stack }) => {
    const { nats } = stack.infrastructure.servers;
    if (!nats) throw new Error('NATS does not belong to this installation');
    // In an orderly stop it writes the index; after a death there may be none.
    await nats.stop();
    const store = join(stack.data.path, 'nats');
    const indexes = readdirSync(store, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('index.db'));
    for (const name of indexes) rmSync(join(store, name));
    await nats.restart();
    return `NATS stopped and came back without ${indexes.length} files index.db`;
  },
};
