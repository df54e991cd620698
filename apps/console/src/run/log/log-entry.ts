// A line of a run's log as people read it: `{at, call, args, stream, text}`, `{at, call, exit, ms}` or `{at, taskStatus}` of a program's calls, `{kind, text}` of an agent in a container,
// and inside the text of a call the events that a Codex program prints as JSON.

export interface LogEntry { at: string | undefined; from: string; text: string; tone: 'plain' | 'good' | 'bad' | 'busy' | 'faint' }

/** What an agent in a container does, as its adapter tells it. */
const agentTones: Record<string, LogEntry['tone']> = { fails: 'bad', warns: 'busy', writes: 'good', thinks: 'faint' };

/** Pure. What is no line of ours is shown as it is. */
export function logEntry(line: string): LogEntry {
  const entry = parseObject(line);
  if (!entry) return { at: undefined, from: '', text: line, tone: 'plain' };
  const at = text(entry['at']);
  const from = text(entry['call']) ?? '';
  const status = text(entry['taskStatus']);
  if (status !== undefined) return { at, from: 'task', text: `the task is ${status}`, tone: 'busy' };
  if ('exit' in entry) return { at, from, text: exitText(entry), tone: entry['exit'] === 0 ? 'good' : 'bad' };
  const kind = text(entry['kind']);
  if (kind !== undefined) return { at, from: kind, text: text(entry['text']) ?? '', tone: agentTones[kind] ?? 'plain' };
  const said = text(entry['text']) ?? line;
  const event = codexEvent(said);
  if (event) return { at, from: from || 'codex', ...event };
  return { at, from, text: said, tone: entry['stream'] === 'stderr' ? 'faint' : 'plain' };
}

function exitText({ exit, ms }: Record<string, unknown>): string {
  const took = typeof ms === 'number' ? ` after ${(ms / 1000).toFixed(1)} s` : '';
  return typeof exit === 'number' ? `ended with exit code ${exit}${took}` : `ended by a signal or never started${took}`;
}

/** The events of `codex exec --json`: `{type: 'item.completed', item: {type, text, command, …}}` and others. */
function codexEvent(said: string): Pick<LogEntry, 'text' | 'tone'> | undefined {
  const event = said.startsWith('{') ? parseObject(said) : undefined;
  const type = text(event?.['type']);
  if (!event || type === undefined) return undefined;
  const item = objectOf(event['item']);
  if (item) return itemText(type, item);
  const error = text(event['message']) ?? text(objectOf(event['error'])?.['message']);
  if (error !== undefined) return { text: `${type}: ${error}`, tone: /error|fail/.test(type) ? 'bad' : 'plain' };
  return { text: type, tone: 'faint' };
}

function itemText(type: string, item: Record<string, unknown>): Pick<LogEntry, 'text' | 'tone'> {
  const kind = text(item['type']) ?? 'item';
  const body = text(item['text']) ?? text(item['command']) ?? text(item['message']) ?? pathsOf(item['changes']) ?? text(item['query']) ?? '';
  const output = text(item['aggregated_output']);
  const exit = typeof item['exit_code'] === 'number' && item['exit_code'] !== 0 ? ` (exit code ${item['exit_code']})` : '';
  const begun = type === 'item.started' ? ' begins' : '';
  return { text: `${kind.replaceAll('_', ' ')}${begun}: ${body}${exit}${output ? `\n${output.trimEnd()}` : ''}`, tone: exit || kind === 'error' ? 'bad' : kind === 'reasoning' ? 'faint' : 'plain' };
}

function pathsOf(changes: unknown): string | undefined {
  if (!Array.isArray(changes)) return undefined;
  return changes.map((change) => text(objectOf(change)?.['path']) ?? '').filter(Boolean).join(', ');
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const objectOf = (value: unknown): Record<string, unknown> | undefined => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : undefined);

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    return objectOf(JSON.parse(line));
  } catch {
    return undefined;
  }
}
