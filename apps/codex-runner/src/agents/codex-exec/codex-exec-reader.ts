// Reads the lines of `codex exec --json` (seen with 0.169.0): threads, turns, items, and errors that are not always final.
import type { AgentUsage } from '#contracts';
import { countIn, objectIn, objectsIn, textIn, type JsonObject } from '../json-line';
import { JsonLinesReader } from '../json-lines-reader';
import type { AgentEvent, AgentVerdict } from '../local-agent';
import { modelFailure } from '../model-failure';

const account = { agent: 'Codex', keyVariable: 'CODEX_API_KEY', urlVariable: 'SPEC_AUTOMATION_CODEX_BASE_URL' };

export class CodexExecReader extends JsonLinesReader {
  private usage: AgentUsage | null = null;
  private completed = false;
  private failed = '';
  private said = '';

  /** 0 says only that the turn came to an end, whatever its tools did: what was changed shows in the patch alone. */
  verdict(exitCode: number): AgentVerdict {
    const known = { usage: this.usage, ...(this.said ? { said: this.said } : {}) };
    if (exitCode === 0 && this.completed) return known;
    const words = this.failed || this.complaint || `it ended with ${exitCode} before its turn was complete`;
    return { ...known, failure: { ...modelFailure(words, account), details: { exitCode } } };
  }

  protected override folded(event: JsonObject): AgentEvent[] {
    const type = textIn(event['type']);
    switch (type) {
      case 'item.started':
      case 'item.completed': return this.item(objectIn(event['item']) ?? {}, type === 'item.completed');
      case 'turn.completed':
        this.completed = true;
        this.usage = usageIn(objectIn(event['usage']) ?? {});
        return [];
      case 'turn.failed':
        this.failed = textIn(objectIn(event['error'])?.['message']) || 'its turn failed';
        return [{ kind: 'fails', text: this.failed }];
      case 'error':
        // "Reconnecting… 2/5" is not the end of it.
        this.complaint = textIn(event['message']);
        return [{ kind: 'warns', text: this.complaint }];
      default: return [];
    }
  }

  private item(item: JsonObject, completed: boolean): AgentEvent[] {
    const type = textIn(item['type']);
    if (type === 'command_execution') {
      if (!completed) return [{ kind: 'runs', text: textIn(item['command']) }];
      return [{ kind: 'ran', text: `${textIn(item['command'])} (exit code ${String(item['exit_code'])})` }];
    }
    if (!completed) return [];
    if (type === 'agent_message') {
      this.said = textIn(item['text']);
      return [{ kind: 'says', text: this.said }];
    }
    if (type === 'file_change') return [{ kind: 'writes', text: objectsIn(item['changes']).map((change) => `${textIn(change['kind'])} ${textIn(change['path'])}`).join(', ') }];
    if (type === 'reasoning') return [{ kind: 'thinks', text: textIn(item['text']) }];
    if (type === 'error') return [{ kind: 'warns', text: textIn(item['message']) }];
    return [{ kind: 'ran', text: type }];
  }
}

/** A service that reports nothing is passed on by the program as zeros. */
function usageIn(usage: JsonObject): AgentUsage | null {
  const [inputTokens, outputTokens, cachedInputTokens] = [countIn(usage['input_tokens']), countIn(usage['output_tokens']), countIn(usage['cached_input_tokens'])];
  if (!inputTokens && !outputTokens) return null;
  return { inputTokens: inputTokens ?? 0, outputTokens: outputTokens ?? 0, ...(cachedInputTokens === undefined ? {} : { cachedInputTokens }) };
}
