// Cuts a document into the stretches that hold tasks: its phases, and where there are none (or tasks stand outside them) its sections.
import type { Heading } from './block-scanner';
import { isPhaseTitle } from './phase-heading';

/** A `reference` talks about tasks that stand elsewhere (dependencies, parallel examples), a `legend` about how they are written. */
export interface Stretch {
  kind: 'phase' | 'section' | 'reference' | 'legend';
  heading: Heading | null;
  line: number;
  endLine: number;
}

const deepestPhaseLevel = 4;
const repeatsPhases = /^\W*(?:parallel|dependenc|(?:(?:task|story|user story|phase) )?(?:dependenc|execution order)|implementation strategy|並列|依存|并行|依赖)/i;
const legend = /^\W*(?:task )?(?:format(?=\s*(?:$|:))|legend\b|notation\b)/i;

/** `taskLines` are the lines of everything that counts as a task; they place the sections of a document without phases. */
export function outlineOf(headings: Heading[], taskLines: number[], lastLine: number): Stretch[] {
  const candidates = phaseHeadings(headings);
  const level = phaseLevel(headings, candidates) ?? sectionLevel(headings, taskLines);
  const borders: Stretch[] = [{ kind: 'section', heading: headings[0] ?? null, line: 1, endLine: lastLine }];
  headings.forEach((heading, index) => {
    const isCandidate = candidates[index] === true;
    // A deeper phase heading inside a phase is part of it; outside it begins a section of its own.
    const begins = heading.level <= level || (isCandidate && borders.at(-1)?.kind !== 'phase');
    if (begins) borders.push({ kind: isCandidate && heading.level === level ? 'phase' : kindOf(heading), heading, line: heading.line, endLine: lastLine });
  });
  borders.forEach((border, index) => {
    border.endLine = (borders[index + 1]?.line ?? lastLine + 1) - 1;
  });
  return borders.filter((border) => border.endLine >= border.line);
}

function kindOf({ text }: Heading): Stretch['kind'] {
  if (legend.test(text)) return 'legend';
  return repeatsPhases.test(text) ? 'reference' : 'section';
}

/** For each heading whether it names a phase and does not merely repeat one under "Parallel …" or "Dependencies". */
function phaseHeadings(headings: Heading[]): boolean[] {
  let repeatingLevel = Infinity;
  return headings.map(({ level, text }) => {
    if (level <= repeatingLevel) repeatingLevel = repeatsPhases.test(text) ? level : Infinity;
    return repeatingLevel === Infinity && level <= deepestPhaseLevel && isPhaseTitle(text);
  });
}

/** The shallowest level of a phase; a lone first-level one is the document's title when deeper ones exist. */
function phaseLevel(headings: Heading[], candidates: boolean[]): number | null {
  let titles = 0;
  let deeper = Infinity;
  headings.forEach(({ level }, index) => {
    if (candidates[index] && level === 1) titles += 1;
    else if (candidates[index]) deeper = Math.min(deeper, level);
  });
  if (titles > 1 || (titles === 1 && deeper === Infinity)) return 1;
  return Number.isFinite(deeper) ? deeper : null;
}

/** The shallowest level below the title that has tasks under it; 1 when all tasks stand under titles. */
function sectionLevel(headings: Heading[], taskLines: number[]): number {
  let shallowest = Infinity;
  let next = 0;
  const path: number[] = [];
  for (const line of taskLines) {
    for (; next < headings.length && (headings[next]?.line ?? 0) < line; next += 1) {
      const level = headings[next]?.level ?? 1;
      while ((path.at(-1) ?? 0) >= level) path.pop();
      path.push(level);
    }
    shallowest = Math.min(shallowest, path.find((level) => level > 1) ?? Infinity);
  }
  return Number.isFinite(shallowest) ? shallowest : 1;
}
