// Reads the logs of a run by byte offset, so that no restart of anything loses or repeats a line.
import { runsPath, type RunView } from '#contracts';
import type { Api } from '../api/api';
import { CliError } from '../cli-error';
import { LogLines } from './log-lines';
import { logPlacesOf, type LogPlace, type LogWish } from './log-places';

export interface LogReaderOptions extends LogWish { runId: string; /** Bytes of the first log that are known already. */ offset: number }

interface Position { bytes: number; lines: LogLines }
export type TakeLines = (place: LogPlace, lines: string[]) => Promise<void>;

export class LogReader {
  private readonly positions = new Map<string, Position>();

  constructor(private readonly api: Api, private readonly options: LogReaderOptions) {}

  /** Hands on what has been written since the last time. @returns the run, and which logs it has by now @throws CliError */
  async read(take: TakeLines): Promise<{ run: RunView; places: LogPlace[]; gone: number }> {
    const query = new URLSearchParams({ includeTasks: 'true', includeArtifacts: 'true' });
    const run = await this.api.call<RunView>(`${runsPath}/${this.options.runId}`, { query });
    const places = logPlacesOf(run, this.options);
    let gone = 0;
    for (const place of places) if (!await this.readOne(place, take)) gone += 1;
    return { run, places, gone };
  }

  /** The last line of a log may lack its end. */
  async end(places: readonly LogPlace[], take: TakeLines): Promise<void> {
    for (const place of places) await hand(place, this.positions.get(place.artifactId)?.lines.end() ?? [], take);
  }

  /** @returns whether there is such a log */
  private async readOne(place: LogPlace, take: TakeLines): Promise<boolean> {
    const position = this.positions.get(place.artifactId) ?? { bytes: this.positions.size === 0 ? this.options.offset : 0, lines: new LogLines() };
    try {
      const bytes = await this.api.bytes(`${runsPath}/${this.options.runId}/artifacts/${place.artifactId}/content`, position.bytes);
      this.positions.set(place.artifactId, position);
      for await (const piece of bytes ?? []) {
        position.bytes += piece.byteLength;
        await hand(place, position.lines.add(piece), take);
      }
      return true;
    } catch (error) {
      // Not begun yet, or not kept any more.
      if (error instanceof CliError && ['artifact.unknown', 'artifact.gone', 'artifact.pruned'].includes(error.parts.code)) return false;
      throw error;
    }
  }
}

async function hand(place: LogPlace, lines: string[], take: TakeLines): Promise<void> {
  if (lines.length > 0) await take(place, lines);
}
