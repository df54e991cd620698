// Prints what the coding agent's program said, and with `--follow` what it says.
import type { LogKind } from '#contracts';
import { CliError } from '../cli-error';
import { exitCodes, type ExitCode } from '../exit-codes';
import { LogReader, type LogReaderOptions, type TakeLines } from '../logs/log-reader';
import { logText } from '../logs/log-text';
import { shownText } from '../output/shown-text';
import { pause } from '../interruption';
import { findRunId } from '../runs/named-run';
import type { Session } from '../session';

export interface LogsOptions { stage?: string; attempt?: number; kind?: LogKind; offset?: number; follow?: boolean; raw?: boolean }

const between = 1000;
/** Milliseconds for which a log that is followed waits for Specline to come back. */
const patience = 15 * 60_000;

export async function printLogs(session: Session, name: string, options: LogsOptions): Promise<ExitCode> {
  const runId = await findRunId(session.api, name);
  await print(session, { runId, stage: options.stage, attempt: options.attempt, kind: options.kind, offset: options.offset ?? 0 }, options);
  return exitCodes.done;
}

async function print(session: Session, wish: LogReaderOptions, { raw = false, follow = false }: LogsOptions): Promise<void> {
  const reader = new LogReader(session.api, wish);
  const take = printer(session, raw || session.json);
  const trouble = new Trouble(session);
  for (;;) {
    const state = await trouble.endure(follow, () => reader.read(take));
    if (state && (!follow || state.run.finishedAt !== null)) {
      await reader.end(state.places, take);
      if (state.places.length === state.gone) throw noLog(wish.runId, state.places.length > 0);
      return;
    }
    await pause(between, session.surroundings.interrupted);
  }
}

function printer({ terminal }: Session, raw: boolean): TakeLines {
  let heading = '';
  return async ({ stage, attempt }, lines) => {
    const next = `${stage}${attempt > 1 ? ` (attempt ${attempt})` : ''}`;
    if (next !== heading && !raw) terminal.notice(terminal.colors.bold(next));
    heading = next;
    // Stored lines stay as they are, except where a person reads them.
    const form = raw ? (terminal.isInteractive ? shownText : (line: string) => line) : logText;
    await terminal.piece(lines.map((line) => `${form(line)}\n`).join(''));
  };
}

/** While a log is followed Specline may be away for a while. */
class Trouble {
  private since: number | undefined;

  constructor(private readonly session: Session) {}

  /** Undefined when there was trouble that may pass. @throws CliError */
  async endure<Result>(patient: boolean, work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      const result = await work();
      if (this.since !== undefined) this.session.terminal.notice('Connected again.');
      this.since = undefined;
      return result;
    } catch (error) {
      const passes = error instanceof CliError && error.parts.exitCode === exitCodes.unreachable && !error.parts.code.startsWith('auth.');
      if (!patient || !passes || performance.now() - (this.since ?? performance.now()) > patience) throw error;
      if (this.since === undefined) this.session.terminal.notice(`${error.parts.detail} Trying again.`);
      this.since ??= performance.now();
      return undefined;
    }
  }
}

function noLog(runId: string, wasThere: boolean): CliError {
  return new CliError({
    code: wasThere ? 'log.gone' : 'log.none', detail: wasThere ? `The log of run ${runId} is not kept any more, or not begun yet.` : `Run ${runId} has no such log.`,
    remediation: 'A stage that speaks with the coding agent has one as soon as it begins. See how far the run is: specline show', exitCode: exitCodes.unknown,
  });
}
