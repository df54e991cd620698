// The facts and news of one run, from its first fact on, over as many sockets as it takes: nothing is lost, and no fact comes twice.
import { eventFrameSchema, runsPath, type EventFrame } from '#contracts';
import type { Api } from '../api/api';
import { noAnswer } from '../api/refusal';
import { pause } from '../interruption';
import { openSocket, type SocketEnd } from './event-socket';

export interface EventReader {
  /** @returns whether enough was seen */
  take(frame: EventFrame): boolean;
  /** Said once per interruption, and once when it is over. */
  notice(text: string): void;
}

export interface EventsOptions { runId: string; interrupted: AbortSignal; pauses?: Pauses }
/** In milliseconds: between two tries, and how long nobody may answer. */
export interface Pauses { shortest: number; longest: number; patience: number }
const defaultPauses: Pauses = { shortest: 250, longest: 5000, patience: 15 * 60_000 };

/** Resolves when the reader has seen enough. @throws CliError when Specline refuses, or stays away longer than patience lasts */
export async function readEvents(api: Api, reader: EventReader, { runId, interrupted, pauses = defaultPauses }: EventsOptions): Promise<void> {
  let position = 0;
  let brokenSince: number | undefined;
  const take = (text: string): boolean => {
    const frame = readFrame(text);
    if (frame.kind === 'foreign') reader.notice('Something was told that this command line does not understand: update it.');
    if (frame.sequence !== undefined) {
      if (frame.sequence <= position) return false;
      position = frame.sequence;
    }
    return frame.kind === 'known' && reader.take(frame.frame);
  };
  for (let tries = 0; ; tries += 1) {
    const opened = (): void => {
      if (brokenSince !== undefined) reader.notice('Connected again.');
      brokenSince = undefined;
      tries = 0;
    };
    const end = await openSocket({ address: addressOf(api, runId, position), headers: api.authorization(), interrupted }, { opened, take });
    if (end.kind === 'enough') return;
    brokenSince = endure(end, { api, brokenSince, everOpened: position > 0, notice: (text) => reader.notice(text), patience: pauses.patience });
    await pause(Math.min(pauses.longest, pauses.shortest * 2 ** tries), interrupted);
  }
}

interface Endurance { api: Api; brokenSince: number | undefined; everOpened: boolean; notice: (text: string) => void; patience: number }

/** Who never was connected waits for nobody. */
function endure({ reason }: SocketEnd & { kind: 'broken' }, { api, brokenSince, everOpened, notice, patience }: Endurance): number {
  const since = brokenSince ?? performance.now();
  if (!everOpened || performance.now() - since > patience) throw noAnswer(api.access.url, new Error(reason));
  if (brokenSince === undefined) notice(`The connection is lost (${reason}); trying to connect again.`);
  return since;
}

function addressOf({ access }: Api, runId: string, after: number): string {
  return `${access.url.replace(/^http/, 'ws')}/${runsPath}/${runId}/events?after=${after}`;
}

type Frame = { sequence?: number } & ({ kind: 'known'; frame: EventFrame } | { kind: 'foreign' });

/** A fact of a newer release is not understood, but its place is. */
function readFrame(text: string): Frame {
  const told = parse(text);
  const sequence = typeof told?.sequence === 'number' ? { sequence: told.sequence } : {};
  const parsed = eventFrameSchema.safeParse(told);
  return parsed.success ? { kind: 'known', frame: parsed.data, ...sequence } : { kind: 'foreign', ...sequence };
}

function parse(text: string): { sequence?: unknown } | undefined {
  try {
    return JSON.parse(text) as { sequence?: unknown };
  } catch {
    return undefined;
  }
}
