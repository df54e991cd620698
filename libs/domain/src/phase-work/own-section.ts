// Specline's own part of a text that people may edit: between two hidden markers, with a digest that shows whether it is still what Specline wrote.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

const endMarker = '<!-- [specline:end] -->';
const anyMarker = /<!-- \[specline:[^\]\s]{1,80}\]/;
/** From a marker to the end, with no other marker between: one whose end a person took away must not swallow the part below it. */
const section = /<!-- \[specline:[^\]\s]{1,80}\] body=(sha256:[0-9a-f]{64}) -->\r?\n((?:(?!<!-- \[specline:)[^])*?)\r?\n<!-- \[specline:end\] -->/g;

/** `replaced`: Specline's part is new, everything around it as it was; `appended`: all that was there stays, with the new part below a line; `left`: nothing is changed, since Specline's part was taken away or no room is left. */
export interface RevisedText { text: string; revision: 'replaced' | 'appended' | 'left' }

/** @example ownSection('[specline:0199…/1]', 'Hello') === '<!-- [specline:0199…/1] body=sha256:18… -->\nHello\n<!-- [specline:end] -->' */
export function ownSection(marker: string, content: string): string {
  return `<!-- ${marker} body=${digestOf(content)} -->\n${content}\n${endMarker}`;
}

/**
 * Brings Specline's part of `current` up to date. What a person wrote stays: words around it, and a part whose digest no longer fits,
 * as that of an earlier release that noted none. Where no marker is left a person took the part away, and nothing is put back.
 */
export function revise(current: string, own: string, longest: number): RevisedText {
  if (!anyMarker.test(current)) return { text: current, revision: 'left' };
  const intact = [...current.matchAll(section)].find(([, digest, content = '']) => digest === digestOf(content));
  const text = intact ? current.slice(0, intact.index) + own + current.slice(intact.index + intact[0].length) : `${current.trimEnd()}\n\n---\n\n${own}`;
  return text.length > longest ? { text: current, revision: 'left' } : { text, revision: intact ? 'replaced' : 'appended' };
}

/** Of the text as people see it: GitHub's editor ends lines with CR LF. */
function digestOf(content: string): string {
  return `sha256:${bytesToHex(sha256(utf8ToBytes(content.replace(/\r\n/g, '\n'))))}`;
}
