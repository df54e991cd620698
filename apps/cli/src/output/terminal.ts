// Where a command writes: its result to standard output, everything else to standard error.
import { createColors } from 'picocolors';
import { CliError } from '../cli-error';
import { exitCodes } from '../exit-codes';
import type { OutputStream, Surroundings } from '../surroundings';
import { jsonLine } from './shown-text';

export type Colors = ReturnType<typeof createColors>;

/** The reader has gone, as in `specline logs last | head`. */
export class ReaderGone extends Error {}

const narrowest = 40;

export class Terminal {
  readonly colors: Colors;
  readonly isInteractive: boolean;
  private gone: Error | undefined;

  constructor(readonly stdout: OutputStream, private readonly stderr: OutputStream, environment: Surroundings['environment']) {
    this.isInteractive = stdout.isTTY === true && environment.TERM !== 'dumb';
    this.colors = createColors(this.isInteractive && !environment.NO_COLOR);
    stdout.on('error', (error) => { this.gone ??= error.code === 'EPIPE' ? new ReaderGone() : notWritten(error); });
    stderr.on('error', () => undefined);
  }

  /** A picture cannot be drawn again where nobody knows how large the terminal is. */
  get canDraw(): boolean {
    return this.isInteractive && Boolean(this.stdout.columns) && Boolean(this.stdout.rows);
  }

  /** Characters in a line; undefined when it may be as long as it likes. */
  get columns(): number | undefined {
    return this.isInteractive ? Math.max(narrowest, this.stdout.columns || 80) : undefined;
  }

  /** A line, or several, of the result. */
  line(text = ''): void {
    this.requireReader();
    this.stdout.write(`${text}\n`);
  }

  json(value: unknown): void {
    this.line(jsonLine(value));
  }

  /** Progress, hints and troubles. */
  notice(text: string): void {
    this.stderr.write(`${text}\n`);
  }

  /** A piece of the result as it is; resolves when there is room for the next. */
  async piece(bytes: string | Uint8Array): Promise<void> {
    this.requireReader();
    if (this.stdout.write(bytes)) return;
    await new Promise<void>((resolve) => {
      this.stdout.once('drain', resolve);
      this.stdout.once('close', resolve);
    });
    this.requireReader();
  }

  /** A disk that is full says so only after the write. @throws what kept the result from being written */
  async settle(): Promise<void> {
    await new Promise((resolve) => { setImmediate(resolve); });
    this.requireReader();
  }

  private requireReader(): void {
    if (this.gone) throw this.gone;
  }
}

function notWritten(error: Error): CliError {
  return new CliError({ code: 'output.failed', detail: `The result cannot be written: ${error.message}.`, remediation: 'Write it where there is room.', exitCode: exitCodes.unforeseen }, { cause: error });
}
