// NATS is killed or stopped and comes back, at once or after a while.
import type { Fault } from './fault';
import { serverOutage } from './server-outage';

export const nats: Fault = { strikes: 4, seconds: 40, strike: ({ stack }, random) => serverOutage('NATS', stack.infrastructure.servers.nats, random) };
