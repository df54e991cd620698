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
  const level = candidates.size > 0 ? phaseLevel(candidates) : sectionLevel(headings, taskLines);
  const borders: Stretch[] = [{ kind: 'section', heading: headings[0] ?? null, line: 1, endLine: lastLine }];
  for (const heading of headings) {
    const isPhase = candidates.has(heading) && heading.level === level;
    // A deeper phase heading inside a phase is part of it; outside it begins a section of its own.
    const begins = heading.level <= level || (candidates.has(heading) && borders.at(-1)?.kind !== 'phase');
    if (begins) borders.push({ kind: isPhase ? 'phase' : kindOf(heading), heading, line: heading.line, endLine: lastLine });
  }
  borders.forEach((border, index) => {
    border.endLine = (borders[index + 1]?.line ?? lastLine + 1) - 1;
  });
  return borders.filter((border) => border.endLine >= border.line);
}

function kindOf({ text }: Heading): Stretch['kind'] {
  if (legend.test(text)) return 'legend';
  return repeatsPhases.test(text) ? 'reference' : 'section';
}

/** Headings that name a phase and do not merely repeat one under "Parallel …" or "Dependencies". */
function phaseHeadings(headings: Heading[]): Set<Heading> {
  const found = new Set<Heading>();
  let repeatingLevel = Infinity;
  for (const heading of headings) {
    if (heading.level <= repeatingLevel) repeatingLevel = repeatsPhases.test(heading.text) ? heading.level : Infinity;
    if (repeatingLevel === Infinity && heading.level <= deepestPhaseLevel && isPhaseTitle(heading.text)) found.add(heading);
  }
  return found;
}

/** The shallowest level; a lone first-level one is the document's title when deeper ones exist. */
function phaseLevel(candidates: Set<Heading>): number {
  const levels = [...candidates].map((heading) => heading.level);
  const deeper = levels.filter((level) => level > 1);
  const usable = deeper.length > 0 && levels.length - deeper.length === 1 ? deeper : levels;
  return usable.reduce((shallowest, level) => Math.min(shallowest, level), deepestPhaseLevel);
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
