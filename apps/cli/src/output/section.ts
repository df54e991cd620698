// A titled part of a page, indented; nothing when it has no lines.
import type { Colors } from './terminal';

export function section(title: string, lines: readonly string[], colors: Colors): string {
  return lines.length === 0 ? '' : [colors.bold(title), ...lines.map((line) => `  ${line}`.trimEnd())].join('\n');
}
