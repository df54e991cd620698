// A patch for a terminal: coloured as git does it, and harmless.
import { shownText } from './shown-text';
import type { Colors } from './terminal';

export function paintedPatch(patch: string, colors: Colors): string {
  return shownText(patch).split('\n').map((line) => painted(line, colors)).join('\n');
}

function painted(line: string, { bold, cyan, green, red }: Colors): string {
  if (/^(?:diff |index |--- |\+\+\+ |new file|deleted file|similarity|rename |old mode|new mode)/.test(line)) return bold(line);
  if (line.startsWith('@@')) return cyan(line);
  if (line.startsWith('+')) return green(line);
  return line.startsWith('-') ? red(line) : line;
}
