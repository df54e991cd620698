// What ends a command early: a code, what happened, what to do now, and the exit code that says it.
import type { ExitCode } from './exit-codes';

export interface CliErrorParts { code: string; detail: string; remediation: string; exitCode: ExitCode }

export class CliError extends Error {
  constructor(readonly parts: CliErrorParts, options?: { cause?: unknown }) {
    super(parts.detail, options);
    this.name = 'CliError';
  }
}
