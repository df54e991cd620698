// Where the console finds a run's trace.

export class TraceLink {
  /** With `{traceId}` in its place; null when the installation names none. */
  readonly url: string | null;

  constructor(url: string | undefined) {
    this.url = url ?? null;
  }
}
