// Turns the bytes of a tasks.md into lines, within limits, or says why it cannot.
import type { Diagnostic } from '#contracts';
import { error, warning } from './tasks-document';

export interface TasksLimits {
  maxBytes: number;
  maxLines: number;
}

/** The largest of 511 real files had 100 kB; these bounds keep any answer below two seconds. */
export const defaultTasksLimits: TasksLimits = { maxBytes: 20 * 1024 * 1024, maxLines: 120_000 };

export interface SourceLines {
  lines: string[];
  diagnostics: Diagnostic[];
}

/** A string is measured in UTF-16 units, bytes as bytes. */
export function readSourceLines(source: string | Uint8Array, limits: TasksLimits): SourceLines {
  if (source.length > limits.maxBytes) {
    return refused(error('tasks_file.too_large', 1, `The file is larger than ${limits.maxBytes} bytes. Split the feature, or remove what is not a task list.`));
  }
  if (typeof source !== 'string' && isUtf16(source)) {
    return refused(error('tasks_file.encoding', 1, 'The file is UTF-16. Save it as UTF-8.'));
  }
  const text = withoutByteOrderMark(typeof source === 'string' ? source : new TextDecoder('utf-8').decode(source));
  const lineEnd = text.includes('\n') ? '\n' : '\r';
  if (hasMoreLines(text, lineEnd, limits.maxLines)) {
    return refused(error('tasks_file.too_large', 1, `The file has more than ${limits.maxLines} lines. Split the feature, or remove what is not a task list.`));
  }
  const split = text.split(lineEnd);
  const lines = text.includes('\r') ? split.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line)) : split;
  const broken = text.includes('\uFFFD') ? lines.findIndex((line) => line.includes('\uFFFD')) : -1;
  return { lines, diagnostics: broken < 0 ? [] : [warning('tasks_file.encoding', broken + 1, 'The line holds bytes that are not UTF-8.')] };
}

function refused(diagnostic: Diagnostic): SourceLines {
  return { lines: [], diagnostics: [diagnostic] };
}

function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function hasMoreLines(text: string, lineEnd: string, limit: number): boolean {
  let count = 1;
  for (let at = text.indexOf(lineEnd); at >= 0; at = text.indexOf(lineEnd, at + 1)) {
    count += 1;
    if (count > limit) return true;
  }
  return false;
}
