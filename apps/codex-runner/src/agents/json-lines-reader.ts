// For agents that print one JSON object a line: what is no object is shown as it stands, and the last line of standard error is their complaint.
import { jsonObject, type JsonObject } from './json-line';
import { AgentReader, type AgentEvent } from './local-agent';

export abstract class JsonLinesReader extends AgentReader {
  protected complaint = '';

  line(stream: 'stdout' | 'stderr', text: string): readonly AgentEvent[] {
    if (stream === 'stderr') {
      if (text.trim() !== '') this.complaint = text;
      return [];
    }
    const event = jsonObject(text);
    if (!event) return text.trim() === '' ? [] : [{ kind: 'prints', text }];
    return this.folded(event);
  }

  protected abstract folded(event: JsonObject): readonly AgentEvent[];
}
