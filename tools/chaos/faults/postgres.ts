// PostgreSQL is killed or stopped and comes back, at once or after a while.
import type { Fault } from './fault';
import { serverOutage } from './server-outage';

export const postgres: Fault = { strikes: 4, seconds: 40, strike: ({ stack }, random) => serverOutage('PostgreSQL', stack.infrastructure.servers.postgres, random) };
