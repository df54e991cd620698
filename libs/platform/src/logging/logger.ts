// Log lines: one JSON object per line on standard output, with the trace in which it was said, and without secrets. docs/logging.md describes the fields.
import { destination, pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';
import type { Redactor } from '../redaction/redactor';
import { currentTraceId } from '../telemetry/tracing';
import { errorFields } from './error-fields';

export type { Logger };

export interface LoggerOptions {
  service: string;
  /** See `workerName`. */
  worker: string;
  level: string;
  redactor: Redactor;
  /** Default: standard output. */
  output?: DestinationStream;
}

/** JSON escapes the characters below U+0020; these also end lines, move the cursor or turn the text around where a log is shown. */
const controls = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** @example createLogger(options).child({ run: run.id, stage: 'apply', attempt: 1 }).info({ seconds }, 'apply succeeded') */
export function createLogger({ service, worker, level, redactor, output = destination({ dest: 1, sync: true }) }: LoggerOptions): Logger {
  return pino({
    level,
    base: { service, worker },
    messageKey: 'message',
    errorKey: 'error',
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { error: (error: unknown) => errorFields(error), err: (error: unknown) => errorFields(error) },
    mixin: (_fields, _level, logger) => traceOf(logger as Logger),
  }, { write: (line) => output.write(redactor.text(line).replace(controls, escaped)) });
}

/** A child that was given its trace keeps it. */
function traceOf(logger: Logger): { traceId?: string } {
  const traceId = currentTraceId();
  return traceId === undefined || 'traceId' in logger.bindings() ? {} : { traceId };
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
