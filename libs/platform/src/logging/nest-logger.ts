// What Nest itself has to say, in our log.
import type { LoggerService } from '@nestjs/common';
import type { Logger } from './logger';

type Level = 'info' | 'error' | 'warn' | 'debug' | 'trace' | 'fatal';

/** @example NestFactory.create(AppModule, { logger: new NestLogger(logger) }) */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...more: unknown[]): void { this.write('info', message, more); }
  error(message: unknown, ...more: unknown[]): void { this.write('error', message, more); }
  warn(message: unknown, ...more: unknown[]): void { this.write('warn', message, more); }
  debug(message: unknown, ...more: unknown[]): void { this.write('debug', message, more); }
  verbose(message: unknown, ...more: unknown[]): void { this.write('trace', message, more); }
  fatal(message: unknown, ...more: unknown[]): void { this.write('fatal', message, more); }

  /** Nest hands over the message, then perhaps a stack or further values, and last the name of the class that speaks. */
  private write(level: Level, message: unknown, more: unknown[]): void {
    const context = more.findLast((value): value is string => typeof value === 'string' && !isStack(value));
    const stack = more.find(isStack);
    const error = [message, ...more].find((value) => value instanceof Error);
    const details = typeof message === 'object' && !(message instanceof Error) ? { details: message } : {};
    const text = message instanceof Error ? message.message : typeof message === 'string' ? message : `a message of ${context ?? 'Nest'}`;
    this.logger[level]({ context, stack, error, ...details }, text);
  }
}

function isStack(value: unknown): boolean {
  return typeof value === 'string' && /\n\s+at /.test(value);
}
