// Everything the command line takes from the process it runs in, so that tests can give it something else.
export interface OutputStream {
  write(text: string | Uint8Array): boolean;
  once(event: 'drain' | 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
  readonly isTTY?: boolean;
  /** 0 where the terminal does not know. */
  readonly columns?: number;
  readonly rows?: number;
}

export interface Surroundings {
  environment: Readonly<Record<string, string | undefined>>;
  /** Where the command was typed. */
  directory: string;
  home: string;
  stdout: OutputStream;
  stderr: OutputStream;
  /** Ctrl-C. */
  interrupted: AbortSignal;
  now(): Date;
}
