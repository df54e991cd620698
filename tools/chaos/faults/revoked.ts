// NATS does not know a service's user any more, and knows it again later.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { services as parts } from '#platform';
import { natsUsersFile } from '../../stack/infrastructure';
import type { Fault } from './fault';

export const revoked: Fault = {
  strikes: 3, seconds: 45,
  strike: async ({ stack }, random) => {
    const { nats } = stack.infrastructure.servers;
    if (!nats) throw new Error('NATS does not belong to this installation');
    const user = random.pick(parts);
    const seconds = Math.round(random.between(3, 12));
    const users = readFileSync(natsUsersFile, 'utf8');
    const others = join(stack.data.path, 'nats/users-struck.conf');
    writeFileSync(others, users.replace(`user: ${user},`, `user: no-${user},`));
    nats.reload(others);
    await pause(seconds * 1000);
    nats.reload(natsUsersFile);
    return `the user ${user} of NATS was unknown for ${seconds} s`;
  },
};
