// A line of a log as a person reads it: of `codex_logs`, or of `agent_events`.
import { timeOfDay } from '../output/moments';
import { shownText } from '../output/shown-text';

interface LogLine { at?: unknown; call?: unknown; args?: unknown; stream?: unknown; text?: unknown; exit?: unknown; ms?: unknown; taskStatus?: unknown; kind?: unknown }

/** Whatever is not of the known forms is shown as it is. */
export function logText(line: string): string {
  const read = parse(line);
  const time = typeof read?.at === 'string' && !Number.isNaN(Date.parse(read.at)) ? timeOfDay(read.at) : undefined;
  if (typeof read?.kind === 'string' && typeof read.text === 'string') return shownText(`${read.kind.padEnd(6)} | ${read.text}`);
  const said = read && textOf(read);
  return shownText(time === undefined || said === undefined ? line : `${time} ${said}`);
}

function textOf({ call, stream, text, exit, ms, taskStatus }: LogLine): string | undefined {
  if (typeof taskStatus === 'string') return `the task is ${taskStatus}`;
  if (typeof call !== 'string') return undefined;
  if (typeof text === 'string') return `${call.padEnd(6)} ${stream === 'stderr' ? '!' : '|'} ${text}`;
  return typeof exit === 'number' ? `${call.padEnd(6)} = exit code ${exit}${typeof ms === 'number' ? ` after ${ms} ms` : ''}` : undefined;
}

function parse(line: string): LogLine | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
