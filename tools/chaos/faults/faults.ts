// All faults by name: what `--faults` may say, and the order in which they are tried.
import { consumers } from './consumers';
import { duplicates } from './duplicates';
import type { Fault } from './fault';
import { kill } from './kill';
import { nats } from './nats';
import { pause } from './pause';
import { points } from './points';
import { postgres } from './postgres';
import { unwell } from './unwell';

export const faults = {
  kill, points, pause, nats, consumers, postgres, duplicates,
  github: unwell('github', 'GitHub'),
  codex: unwell('codex', 'Codex Cloud'),
} as const satisfies Record<string, Fault>;
export type FaultName = keyof typeof faults;
export const faultNames = Object.keys(faults) as FaultName[];
