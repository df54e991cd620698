// The hash of a phase's content, and how a phase is found again in another version of the file.
import { fingerprint } from '../branch/fingerprint';
import { isOpen, type Phase, type PhaseIdentity, type TasksDocument } from './tasks-document';

/** As the scanner finds it: after any white space, in the innermost of several lists that one line opens. */
const mark = /^(\s*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+){1,20})\[[^[\]]{0,4}\]/;
const ofNothing = fingerprint('');

/** Marks are cleared and blank lines and rules left out: ticking a task or moving a separator changes nothing. The heading is not part of it. */
export function digestOf(lines: string[], line: number, endLine: number): string {
  const content: string[] = [];
  for (let index = line; index < endLine; index += 1) {
    const text = (lines[index] ?? '').trimEnd();
    if (text !== '' && text !== '---') content.push(text.replace(mark, '$1[ ]'));
  }
  return content.length === 0 ? ofNothing : fingerprint(content.join('\n'));
}

/** The phase with this identity. Slug and first task id may stand in for content that changed; of several the first with open tasks. */
export function findPhase(document: TasksDocument, { slug, firstTaskId, digest }: PhaseIdentity): Phase | null {
  const likenesses: ((phase: Phase) => boolean)[] = [
    (phase) => phase.slug === slug && phase.firstTaskId === firstTaskId && phase.digest === digest,
    (phase) => phase.slug === slug && phase.firstTaskId === firstTaskId,
    (phase) => phase.firstTaskId === firstTaskId && phase.digest === digest,
    (phase) => phase.firstTaskId !== null && phase.firstTaskId === firstTaskId,
    (phase) => phase.slug === slug,
  ];
  for (const isLike of likenesses) {
    const found = document.phases.filter(isLike);
    if (found[0]) return found.find((phase) => phase.tasks.some(isOpen)) ?? found[0];
  }
  return null;
}
