// The reading of tasks.md against made-up files: it always answers, its answers agree with each other, and a tick is seen as that tick.
import fc from 'fast-check';
import { fuzzRounds, fuzzTime } from '../../../../test/fuzz-rounds';
import { comparePhase } from './compare-phase';
import { nextPhase } from './next-phase';
import { parseTasks } from './parse-tasks';
import { isOpen, mostDiagnostics } from './tasks-document';

const piece = fc.constantFrom(
  '- [ ] ', '- [x] ', '- [X] ', '* [ ] ', '1. [ ] ', '- [~] ', '- [WIP] ', '[ ] ', '- ', '> ', '  ', '\t', 'T001 ', 'T002 ', 'T1.2 ', '**T003** ', '[P] ', '[US1] ', 'SC-001 ', '~~', '`', '```', '~~~', '<!--', '-->', '---', '***',
  '# ', '## ', '### ', 'Phase 1: ', 'Phase 2 - ', 'Final Phase', 'フェーズ 2 ', 'Dependencies', 'Legend', 'src/a.ts', 'é', '\u0000', '\u202e', '\ufeff', '\ufffd', '\ud800', '\u2028', '😀',
);
const line = fc.array(fc.oneof({ weight: 6, arbitrary: piece }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) }), { maxLength: 7 }).map((pieces) => pieces.join(''));
const file = fc.tuple(fc.array(line, { maxLength: 40 }), fc.constantFrom('\n', '\r\n', '\r')).map(([lines, end]) => lines.join(end));

it('every file is answered, with lines that are in it, few remarks, and never "no work" while a task is open', () => {
  fc.assert(fc.property(file, (text) => {
    const document = parseTasks(text);
    const lines = text.split(/\r\n|\n|\r/).length;
    for (const { line: at } of document.diagnostics) expect(at >= 1 && at <= lines).toBe(true);
    expect(document.diagnostics.length).toBeLessThanOrEqual(mostDiagnostics);
    for (const phase of document.phases) for (const task of phase.tasks) expect(task.line >= phase.line && task.line <= phase.endLine && phase.endLine <= lines).toBe(true);
    if (document.phases.some(({ tasks }) => tasks.some(isOpen))) expect(nextPhase(document).outcome).not.toBe('no_work');
  }), fuzzRounds(1500));
}, fuzzTime);

it('a file compared with itself has no tick, and no finding but that', () => {
  fc.assert(fc.property(file, (text) => {
    const document = parseTasks(text);
    for (const phase of document.phases) {
      const { ticked, findings } = comparePhase(document, document, phase);
      expect([ticked, findings.filter(({ code }) => code !== 'tasks.nothing_ticked')]).toEqual([[], []]);
    }
  }), fuzzRounds(1000));
}, fuzzTime);

it('the tick of an open task is seen as its tick, and leaves the phase the same', () => {
  fc.assert(fc.property(file, fc.nat(), (text, draw) => {
    const next = nextPhase(parseTasks(text));
    if (next.outcome !== 'ok') return;
    const open = next.openTasks.filter(({ mark }) => mark === ' ');
    const task = open[draw % open.length];
    if (!task) return;
    const lines = text.split(/(\r\n|\n|\r)/);
    lines[2 * (task.line - 1)] = lines[2 * (task.line - 1)]!.replace('[ ]', '[x]');
    const after = parseTasks(lines.join(''));
    const { ticked, findings } = comparePhase(parseTasks(text), after, next.phase);
    expect(ticked.map(({ line: at }) => at)).toEqual([task.line]);
    expect(findings).toEqual([]);
    expect(after.phases.map(({ digest }) => digest)).toContain(next.phase.digest);
  }), fuzzRounds(1500));
}, fuzzTime);
