// All faults by name: what `--faults` may say, and the order in which they are tried.
import { burst } from './burst';
import { clock } from './clock';
import { consumers } from './consumers';
import { contention } from './contention';
import { crash } from './crash';
import { database } from './database';
import { disk } from './disk';
import { docker } from './docker';
import { duplicates } from './duplicates';
import type { Fault } from './fault';
import { fullStream } from './full-stream';
import { indexLost } from './index-lost';
import { kill } from './kill';
import { minuteWithout } from './minute';
import { nats } from './nats';
import { network } from './network';
import { pause } from './pause';
import { points } from './points';
import { poison } from './poison';
import { postgres } from './postgres';
import { revoked } from './revoked';
import { rolling } from './rolling';
import { rotation } from './rotation';
import { sockets } from './sockets';
import { unwell } from './unwell';

export const faults = {
  kill, points, pause, rolling, nats, 'index': indexLost, consumers, 'full': fullStream, revoked, rotation, postgres, database, contention, network, clock, duplicates, burst, poison, crash, sockets, disk, docker,
  'nats-minute': minuteWithout('nats', 'NATS'),
  'postgres-minute': minuteWithout('postgres', 'PostgreSQL'),
  github: unwell('github', 'GitHub'),
  codex: unwell('codex', 'Codex Cloud'),
} as const satisfies Record<string, Fault>;
export type FaultName = keyof typeof faults;
export const faultNames = Object.keys(faults) as FaultName[];
