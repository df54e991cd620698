// A part of a document before it is cut to size.

/** `line` is the number of the first of `lines`, counted from 1. */
export interface Section { headings: readonly string[]; line: number; lines: readonly string[] }
