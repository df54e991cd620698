// What an agent prints, while it prints: kept as it is, told as readable events, and watched for silence.
import type { StageContext, StageLog } from '#stage-runtime';
import type { JobOutput } from '../jobs/job';
import type { AgentReader, AgentVerdict } from './local-agent';

const longestEvent = 4000;
const longestProgress = 200;
const betweenProgressMs = 1000;

export class AgentOutput {
  private readonly quiet = new AbortController();
  private logs: Record<'stdout' | 'stderr' | 'events', StageLog> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private lastProgress = 0;
  private lastComplaint = '';

  constructor(private readonly reader: AgentReader, private readonly stage: StageContext, private readonly silenceMinutes: number) {}

  /** Aborts when nothing has been printed for too long. */
  get silence(): AbortSignal {
    return this.quiet.signal;
  }

  /** A container that is taken over says everything once more, from its first line on. */
  async begin({ adopted }: { adopted: boolean }): Promise<void> {
    const open = (kind: 'stdout_log' | 'stderr_log' | 'agent_events') => this.stage.openLog(kind, undefined, { repeated: adopted });
    this.logs = { stdout: await open('stdout_log'), stderr: await open('stderr_log'), events: await open('agent_events') };
    this.hear();
  }

  /** The last line on standard error: there the image's own program says why it could not start the agent. */
  get complaint(): string {
    return this.lastComplaint;
  }

  take({ stream, line }: JobOutput): void {
    this.hear();
    if (stream === 'stderr') this.lastComplaint = line;
    this.logs?.[stream].line(line);
    for (const { kind, text } of this.reader.line(stream, line)) {
      if (text.trim() === '') continue;
      this.logs?.events.line(JSON.stringify({ kind, text: text.length > longestEvent ? `${text.slice(0, longestEvent)}…` : text }));
      this.tell(`${kind}: ${text}`);
    }
  }

  verdict(exitCode: number): AgentVerdict {
    return this.reader.verdict(exitCode);
  }

  end(): void {
    clearTimeout(this.timer);
  }

  /** News may be lost: of many lines in one second one is told. */
  private tell(text: string): void {
    const now = Date.now();
    if (now - this.lastProgress < betweenProgressMs) return;
    this.lastProgress = now;
    this.stage.progress(text.replace(/\s+/g, ' ').slice(0, longestProgress));
  }

  private hear(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.quiet.abort(), this.silenceMinutes * 60_000);
  }
}
