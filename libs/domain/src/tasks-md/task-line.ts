// Reads one list item as a task: checkbox, id, tags and text.

export interface Checkbox {
  /** What stands between the brackets, as written. */
  mark: string;
  rest: string;
}

export interface TaskLine {
  mark: string;
  id: string | null;
  parallel: boolean;
  story: string | null;
  text: string;
}

const bracket = /^\[([^[\]]{0,4})\]/;
const taskId = /^(?:(?:T-?\d+(?:\.\d+)*[A-Za-z]?(?:-[A-Z]\d?)?|t\d{3,}[a-z]?|P-?\d{3,}[a-z]?)(?![A-Za-z0-9_])|T-?\d[A-Za-z0-9_]*|\d+(?:\.\d+)+[a-z]?(?=[\s:*`_)\]~.：]|$))/;
const markup = /^(?:\*\*|__|~~|[*_`\s])+/;
const tag = /^\[([^[\]]{1,60})\]/;
const statusWord = /^\[(?:to[ -]?do|wip|doing|open|pending|in[ -]progress|blocked|deferred|partial|not started)\]/i;

/** Reads `[mark]` at the start of an item. Links, legends (`[P] = parallel`) and tags are no checkboxes. */
export function readCheckbox(item: string): Checkbox | null {
  const match = bracket.exec(item);
  if (!match) return null;
  const mark = match[1] ?? '';
  const rest = item.slice(match[0].length);
  if (!isMark(mark) || /^\s*[=:：＝(]/.test(rest)) return null;
  const usual = /^[ \t\u00a0xX]$/.test(mark) || (mark !== '' && !/^\s*[\p{L}\p{N}]?\s*$/u.test(mark));
  if (usual && (rest === '' || /^\s/.test(rest))) return { mark, rest };
  return startsWithId(rest) ? { mark, rest } : null;
}

/** One visible character at most, emoji included. */
function isMark(mark: string): boolean {
  return mark.length <= 1 || Array.from(mark.replace(/[\ufe0e\ufe0f]/g, '').trim()).length <= 1;
}

export function startsWithId(text: string): boolean {
  return readId(text) !== null;
}

/** Whether the text is a task id with its markup and nothing else. */
export function isIdAlone(text: string): boolean {
  const found = readId(text);
  return found !== null && /^[\s*_`:\]]*$/.test(found.rest);
}

/** Tags may stand before the id, and markup or brackets around it. */
function readId(text: string): { id: string; tags: string[]; rest: string } | null {
  let rest = text.trimStart();
  const tags: string[] = [];
  for (let steps = 0; steps < 8; steps += 1) {
    rest = rest.replace(markup, '');
    const id = taskId.exec(rest.startsWith('[') ? rest.slice(1) : rest)?.[0];
    if (id) return { id, tags, rest: rest.slice(rest.startsWith('[') ? id.length + 1 : id.length) };
    const found = tag.exec(rest);
    if (!found?.[1]) return null;
    tags.push(found[1].trim());
    rest = rest.slice(found[0].length);
  }
  return null;
}

/** The task a checked item holds. `id` is null when the text starts with none; criteria ids (`SC-001`, `CHK001`, `US1`) are none. */
export function readTaskLine({ mark, rest }: Checkbox): TaskLine {
  const found = readId(rest);
  const tags = found?.tags ?? [];
  for (const each of readTags(found ? found.rest : rest)) tags.push(each);
  return {
    mark,
    id: found?.id ?? null,
    parallel: mark === 'P' || tags.some((each) => each.toUpperCase() === 'P'),
    story: tags.map(storyOf).find((each) => each !== null) ?? null,
    text: withoutComments(rest),
  };
}

function readTags(text: string): string[] {
  const tags: string[] = [];
  if (!text.includes('[')) return tags;
  let rest = text;
  for (let steps = 0; steps < 8; steps += 1) {
    rest = rest.replace(/^[\s*_`~:：.)\]]+/, '');
    const found = tag.exec(rest);
    if (!found?.[1] || rest[found[0].length] === '(') break;
    tags.push(found[1].trim());
    rest = rest.slice(found[0].length);
  }
  return tags;
}

/** `US1`, `US1/US2` or `US2: Auth`, as the story or stories alone. */
function storyOf(text: string): string | null {
  const stories = /^US-?\d{1,4}(?:\s?[/,&+]\s?US-?\d{1,4}){0,9}(?=$|\s|:)/i.exec(text)?.[0];
  return stories ? stories.toUpperCase().replace(/\s/g, '') : null;
}

function withoutComments(text: string): string {
  const readable = text.slice(0, 100_000);
  return (readable.includes('<!--') ? readable.replace(/(^|[^`])<!--.{0,2000}?-->/g, '$1') : readable).trim();
}

export type Unreadable = 'open' | 'closed';

/**
 * Recognises what was meant to be a task but is none: a corrupted double checkbox, a status word, a checkbox in backticks.
 * `open` when it may stand for work that is still to be done.
 */
export function unreadableItem(item: string): Unreadable | null {
  const double = /^\[([ xX])\]\s+(?:[-*+]\s+)?\[([ xX])\](?=\s)/.exec(item);
  if (double) return double[1] === ' ' || double[2] === ' ' ? 'open' : 'closed';
  const quoted = /^`\[([^`\]]{0,12})\]`/.exec(item);
  if (quoted && startsWithId(item.slice(quoted[0].length))) return quoted[1]?.trim() === '' ? 'open' : 'closed';
  const status = statusWord.exec(item);
  return status && startsWithId(item.slice(status[0].length)) ? 'open' : null;
}

/** The same for a line that is no list item: `[ ] T001`, `-[ ] T001`, `• [ ] T001`, `> - [ ] T001`. */
export function unreadableText(text: string): Unreadable | null {
  const match = /^(?:>\s?){0,5}(?:(?:[-*+•–—◦▪]|\d{1,4}[.)])\s{0,4})?\[([ xX]?)\]/.exec(text);
  if (!match || !startsWithId(text.slice(match[0].length))) return null;
  return match[1]?.trim() === '' ? 'open' : 'closed';
}
