// All faults by name: what `--faults` may say, and the order in which they are tried.
import type { Fault } from './fault';
import { kill } from './kill';

export const faults = { kill } as const satisfies Record<string, Fault>;
export type FaultName = keyof typeof faults;
export const faultNames = Object.keys(faults) as FaultName[];
