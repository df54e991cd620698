// The name under which a process signs its facts and log lines.
import { hostname } from 'node:os';

/** @example workerName('publisher') === 'publisher@host-7:4711' */
export function workerName(service: string, host: string = hostname(), pid: number = process.pid): string {
  return `${service}@${host}:${pid}`;
}
