// What went wrong on this machine, with what its user can do about it. Shown without a stack trace.

export class StackError extends Error {
  constructor(message: string, readonly remediation: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StackError';
  }
}

/** An error as lines for a terminal. */
export function explain(error: unknown): string {
  if (error instanceof StackError) return `${error.message}\n  ${error.remediation}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
