// Reads a command of which nothing is known but that it prints lines and ends.
import { AgentReader, type AgentEvent, type AgentVerdict } from '../local-agent';

export class CommandReader extends AgentReader {
  private said = '';
  private complaint = '';

  line(stream: 'stdout' | 'stderr', text: string): readonly AgentEvent[] {
    if (text.trim() === '') return [];
    if (stream === 'stderr') this.complaint = text;
    else this.said = text;
    return [{ kind: stream === 'stderr' ? 'warns' : 'prints', text }];
  }

  verdict(exitCode: number): AgentVerdict {
    const known = { usage: null, ...(this.said ? { said: this.said } : {}) };
    if (exitCode === 0) return known;
    const words = this.complaint || this.said;
    return {
      ...known,
      failure: {
        code: 'agent.failed', message: `The agent's command ended with ${exitCode}${words ? `: ${words.slice(0, 500)}` : ' and printed nothing'}`, details: { exitCode },
        remediation: 'Read what it printed (stdout_log, stderr_log), mend that, then retry the run.',
      },
    };
  }
}
