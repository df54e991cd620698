// What the process says with its exit code; docs/command-line.md shows the same table.
import type { RunStatus } from '#contracts';

export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  unreachable: 3,
  unknown: 4,
  unforeseen: 70,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodeMeanings: Record<keyof typeof exitCodes, string> = {
  done: 'It is done: the request was accepted, or the run that was watched ended well (nothing to do is well, too).',
  failed: 'The run failed or was cancelled, the request was refused, or `doctor` found something that is missing.',
  usage: 'Wrong usage: an argument, an option, a field, or the configuration of the command line.',
  unreachable: 'Specline cannot be reached, cannot serve the request now, or does not permit it.',
  unknown: 'There is no such run, or what was asked of it does not exist (yet, or any more).',
  unforeseen: 'The result cannot be written, or something nobody foresaw went wrong in the command line itself.',
  interrupted: 'Ctrl-C. A run that was watched goes on.',
};

/** Of a run that is over. */
export function exitCodeOfRun(status: RunStatus): ExitCode {
  return status === 'failed' || status === 'cancelled' ? exitCodes.failed : exitCodes.done;
}

/** Of an answer that is no success, by its HTTP status. */
export function exitCodeOfAnswer(status: number): ExitCode {
  if (status === 400) return exitCodes.usage;
  if (status === 404 || status === 410) return exitCodes.unknown;
  if ([401, 403, 429].includes(status) || status >= 500) return exitCodes.unreachable;
  return exitCodes.failed;
}
