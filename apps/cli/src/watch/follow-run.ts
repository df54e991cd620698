// Follows a run to its end and shows it: a picture that is drawn again in a terminal, lines of text elsewhere.
import { runsPath, type EventFrame, type Run, type RunView } from '#contracts';
import { CliError } from '../cli-error';
import { readEvents } from '../events/run-events';
import { exitCodes } from '../exit-codes';
import { shown } from '../output/shown-text';
import type { Terminal } from '../output/terminal';
import { endingLines } from '../runs/run-ending';
import type { Session } from '../session';
import { EventLines } from './event-line';
import { foldFrame, isAtItsEnd } from './followed-run';
import { runPicture } from './run-picture';

/** Shows what happens. */
export interface Viewer {
  frame(frame: EventFrame, run: Run | undefined): void;
  notice(text: string): void;
  end(): void;
}

/** The run as it was when it was over. @throws CliError */
export async function followRun(session: Session, id: string, viewer: Viewer): Promise<Run> {
  const { api, surroundings: { interrupted } } = session;
  const { lastSequence } = await api.call<RunView>(`${runsPath}/${id}`);
  let run: Run | undefined;
  const take = (frame: EventFrame): boolean => {
    run = fold(run, frame);
    viewer.frame(frame, run);
    return run !== undefined && isAtItsEnd(run, lastSequence);
  };
  try {
    await readEvents(api, { take, notice: (text) => viewer.notice(text) }, { runId: id, interrupted });
  } finally {
    viewer.end();
  }
  // `take` has seen the end of it.
  return run!;
}

function fold(run: Run | undefined, frame: EventFrame): Run | undefined {
  try {
    return foldFrame(run, frame);
  } catch (error) {
    throw new CliError({ code: 'run.aged_out', detail: 'The first facts of the run are not kept any more.', remediation: 'See what is left of it with: specline show', exitCode: exitCodes.unknown }, { cause: error });
  }
}

/** A picture in a terminal, lines elsewhere; to standard error when the result is something else. */
export async function viewerFor({ terminal, json, surroundings }: Session): Promise<Viewer> {
  if (terminal.canDraw && !json) return pictureViewer(terminal, () => surroundings.now());
  return lineViewer((line) => (json ? terminal.notice(line) : terminal.line(line)), (text) => terminal.notice(text));
}

function lineViewer(say: (line: string) => void, notice: (text: string) => void): Viewer {
  const lines = new EventLines();
  let last: Run | undefined;
  return {
    frame(frame, run) {
      last = run;
      const line = lines.lineOf(shown(frame));
      if (line !== undefined) say(line);
    },
    notice,
    end() {
      if (last?.finishedAt) for (const line of endingLines(shown(last))) say(line);
    },
  };
}

async function pictureViewer(terminal: Terminal, now: () => Date): Promise<Viewer> {
  const { createLogUpdate } = await import('log-update');
  const update = createLogUpdate(terminal.stdout as unknown as NodeJS.WritableStream);
  let run: Run | undefined;
  let trouble: string | undefined;
  const draw = (): void => {
    if (!run) return;
    const picture = runPicture(shown(run), { now: now(), columns: terminal.columns ?? 80, colors: terminal.colors });
    update([picture, ...(run.finishedAt ? ['', ...endingLines(shown(run))] : []), ...(trouble ? ['', terminal.colors.yellow(trouble)] : [])].join('\n'));
  };
  // Durations go on between two events.
  const timer = setInterval(draw, 1000);
  return {
    frame(_frame, folded) {
      run = folded;
      trouble = undefined;
      draw();
    },
    notice(text) {
      trouble = text;
      draw();
    },
    end() {
      clearInterval(timer);
      draw();
      update.done();
    },
  };
}
