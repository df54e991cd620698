// Reads the lines of `claude --print --output-format stream-json` (seen with 2.1.332): one `init`, messages, retries, and one `result` at the end.
import type { AgentUsage } from '#contracts';
import { countIn, objectIn, objectsIn, textIn, type JsonObject } from '../json-line';
import { JsonLinesReader } from '../json-lines-reader';
import type { AgentEvent, AgentVerdict } from '../local-agent';
import { modelFailure } from '../model-failure';

const account = { agent: 'Claude Code', keyVariable: 'ANTHROPIC_API_KEY', urlVariable: 'ANTHROPIC_BASE_URL' };

export class ClaudeCodeReader extends JsonLinesReader {
  private result: JsonObject | undefined;
  private version = '';

  verdict(exitCode: number): AgentVerdict {
    const said = textIn(this.result?.['result']);
    const known = { usage: usageIn(this.result), ...(this.version ? { version: this.version } : {}), ...(said ? { said } : {}) };
    if (exitCode === 0 && this.result && this.result['is_error'] !== true) return known;
    return { ...known, failure: { ...modelFailure(this.reason(exitCode), account), details: { exitCode } } };
  }

  protected override folded(event: JsonObject): AgentEvent[] {
    switch (textIn(event['type'])) {
      case 'system': return this.system(event);
      case 'assistant': return objectsIn(objectIn(event['message'])?.['content']).flatMap(contentEvents);
      case 'result':
        this.result = event;
        return event['is_error'] === true ? [{ kind: 'fails', text: textIn(event['result']) || textIn(event['subtype']) }] : [];
      default: return [];
    }
  }

  private system(event: JsonObject): AgentEvent[] {
    if (event['subtype'] === 'init') this.version = textIn(event['claude_code_version']);
    if (event['subtype'] !== 'api_retry') return [];
    this.complaint = `${countIn(event['error_status']) ?? ''} ${textIn(event['error'])}`.trim();
    return [{ kind: 'warns', text: `the model's service refused (${this.complaint}); trying again` }];
  }

  /** An error of the service comes as a `result` whose subtype is "success". */
  private reason(exitCode: number): string {
    const { result } = this;
    if (!result) return this.complaint || `it ended with ${exitCode} without a result`;
    const status = countIn(result['api_error_status']);
    return [...(status === undefined ? [] : [String(status)]), textIn(result['result']) || textIn(result['subtype'])].join(' ');
  }
}

function contentEvents(content: JsonObject): AgentEvent[] {
  switch (content['type']) {
    case 'text': return [{ kind: 'says', text: textIn(content['text']) }];
    case 'thinking': return [{ kind: 'thinks', text: textIn(content['thinking']) }];
    case 'tool_use': return [toolEvent(textIn(content['name']), objectIn(content['input']) ?? {})];
    default: return [];
  }
}

function toolEvent(name: string, input: JsonObject): AgentEvent {
  const path = textIn(input['file_path']);
  if (name === 'Bash') return { kind: 'runs', text: textIn(input['command']) };
  if ((name === 'Write' || name === 'Edit') && path) return { kind: 'writes', text: path };
  return { kind: 'runs', text: path ? `${name} ${path}` : name };
}

/** What was read from and written to the prompt cache is counted beside `input_tokens`. A run that never reached a model reports zeros. */
function usageIn(result: JsonObject | undefined): AgentUsage | null {
  const usage = objectIn(result?.['usage']) ?? {};
  const count = (name: string): number => countIn(usage[name]) ?? 0;
  const cachedInputTokens = count('cache_read_input_tokens');
  const inputTokens = count('input_tokens') + cachedInputTokens + count('cache_creation_input_tokens');
  const outputTokens = count('output_tokens');
  if (inputTokens === 0 && outputTokens === 0) return null;
  const costUsd = result?.['total_cost_usd'];
  return { inputTokens, cachedInputTokens, outputTokens, ...(typeof costUsd === 'number' && costUsd > 0 ? { costUsd } : {}) };
}
