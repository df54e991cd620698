// A table without lines, as wide as the terminal at most.
import { oneLine } from './shown-text';

export interface Cell { text: string; paint: (text: string) => string }
export type Row = readonly (string | Cell)[];

export interface TableForm {
  head?: readonly string[];
  paintHead?: (text: string) => string;
  /** The columns that are cut when the terminal is too narrow, the first one first. */
  flexible: readonly number[];
  /** Undefined: as wide as it gets. */
  columns: number | undefined;
  indent?: number;
}

const gap = 2;
const narrowest = 8;
const borders = ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right', 'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'] as const;
const noBorders = Object.fromEntries(borders.map((border) => [border, '']));

/** Characters, as nearly as it can be known without a font. */
const lengthOf = (text: string): number => Array.from(text).length;
const textOf = (cell: string | Cell): string => oneLine(typeof cell === 'string' ? cell : cell.text);

/** The lines of the table, without a line feed at the end. */
export async function table(rows: readonly Row[], form: TableForm): Promise<string> {
  const { default: Table } = await import('cli-table3');
  const { head, paintHead = (text) => text, indent = 0 } = form;
  const fitted = fit([...(head ? [head] : []), ...rows], form);
  const made = new Table({ chars: noBorders, style: { 'padding-left': 0, 'padding-right': gap, head: [], border: [], compact: true } });
  made.push(...fitted.map((row, index) => row.map((cell) => (head && index === 0 ? paintHead(textOf(cell)) : typeof cell === 'string' ? cell : cell.paint(cell.text)))));
  return made.toString().split('\n').map((line) => `${' '.repeat(indent)}${line.trimEnd()}`).join('\n');
}

/** Every cell in one line, the flexible ones cut to what the others leave, the first of them first. */
function fit(rows: readonly Row[], { flexible, columns, indent = 0 }: TableForm): Row[] {
  const plain = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? textOf(cell) : { ...cell, text: textOf(cell) })));
  if (columns === undefined) return plain;
  const count = Math.max(0, ...plain.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) => Math.max(0, ...plain.map((row) => lengthOf(textOf(row[column] ?? '')))));
  let excess = widths.reduce((sum, width) => sum + width, indent + gap * (count - 1)) - columns;
  for (const column of flexible) {
    const width = widths[column] ?? 0;
    const narrower = Math.max(Math.min(width, narrowest), width - Math.max(0, excess));
    excess -= width - narrower;
    widths[column] = narrower;
  }
  return plain.map((row) => row.map((cell, column) => cut(cell, widths[column] ?? 0)));
}

function cut(cell: string | Cell, room: number): string | Cell {
  const short = cutText(textOf(cell), room);
  return typeof cell === 'string' ? short : { ...cell, text: short };
}

export function cutText(text: string, room: number): string {
  const characters = Array.from(text);
  return characters.length <= room ? text : `${characters.slice(0, Math.max(0, room - 1)).join('')}…`;
}
