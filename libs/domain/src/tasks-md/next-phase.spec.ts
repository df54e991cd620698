import fc from 'fast-check';
import { nextPhase } from './next-phase';
import { parseTasks } from './parse-tasks';

const lines = (...text: string[]) => text.join('\n');
const next = (text: string) => nextPhase(parseTasks(text));

describe('the next phase', () => {
  it('is the first in document order with an open task, whatever was begun later', () => {
    const found = next(lines('## Phase 1: A', '- [x] T001 a', '## Phase 2: Empty', '## Phase 3: B', '- [x] T002 b', '- [ ] T003 c', '- [~] T004 d', '- [ ] ~~T005 e~~', '## Phase 4: C', '- [x] T006 f', '- [ ] T007 g'));
    expect(found).toMatchObject({ outcome: 'ok', phase: { title: 'Phase 3: B', ordinal: 3 }, openTasks: [{ id: 'T003' }, { id: 'T004' }] });
  });

  it('does not exist when every task is done or dropped', () => {
    expect(next(lines('## Phase 1: A', '- [x] T001 a', '- [ ] ~~T002 b~~'))).toEqual({ outcome: 'no_work' });
  });

  it.each([
    ['an empty file', '', 1],
    ['prose', '# Tasks\n\nNothing here.', 1],
    ['a phase without tasks', '# Tasks\n## Phase 1: A\ntext', 2],
    ['checkboxes in backticks', '## Phase 1: A\n\n- `[x]` T001: a', 3],
    ['numbered tasks without checkbox', '# Tasks\n\n1. **T001** a', 3],
    ['tasks as headings', '## Phase 1: A\n### T001: a', 2],
    ['tasks as plain lines', '## Tasks\ntext\nT001. Do it', 3],
    ['only nested checkboxes', '## Phase 1: A\n- Checklist\n  - [ ] a', 3],
    ['only a legend', '## Legend\n- [ ] T001 sample', 2],
  ])('is an error for %s, which names the first suspicious line', (_, text, line) => {
    expect(next(text)).toMatchObject({ outcome: 'error', diagnostics: [{ severity: 'error', code: 'tasks_file.no_tasks', line }] });
  });

  it.each(['- [ ] - [X] T002 a', '-[ ] T002 a', '[ ] T002 a', '- [WIP] T002 a', '- `[ ]` T002 a', '> - [ ] T002 a'])('is an error when all else is done and "%s" cannot be read', (line) => {
    expect(next(lines('## Phase 1: A', '- [x] T001 a', '', line))).toMatchObject({ outcome: 'error', diagnostics: [{ code: 'task.unreadable', line: 4 }] });
  });
});

describe('an unclosed fence or comment', () => {
  it.each(['```', '~~~', '<!--'])('%s that hides tasks is an error, not "no work"', (opening) => {
    expect(next(lines('## Phase 1: A', '- [x] T001 a', '', opening, '## Phase 2: B', '- [ ] T002 b'))).toMatchObject({ outcome: 'error', diagnostics: [{ line: 4 }] });
    expect(next(lines('## Phase 1: A', '- [ ] T001 a', '', opening, '- [ ] T002 b'))).toMatchObject({ outcome: 'error' });
  });

  it('after the next phase does not matter', () => {
    expect(next(lines('## Phase 1: A', '- [ ] T001 a', '## Phase 2: B', '```', '- [ ] T002 b'))).toMatchObject({ outcome: 'ok', phase: { title: 'Phase 1: A' } });
  });

  it('that hides nothing is a warning', () => {
    const document = parseTasks(lines('## Phase 1: A', '- [x] T001 a', '```', 'echo'));
    expect(document.diagnostics).toMatchObject([{ severity: 'warning', code: 'tasks_file.unterminated_fence', line: 3 }]);
    expect(nextPhase(document).outcome).toBe('no_work');
  });
});

describe('whatever the file says', () => {
  const fragment = fc.constantFrom(
    '# Tasks', '## Phase 1: Setup', '## Phase 2 — Core', '### Phase 3: Deep', '#### Tests', '## Notes', '## Dependencies', '## フェーズ 3: 仕上げ', '## Format: `[ID]`',
    '- [x] T001 done', '- [X] **T002** [P] done', '  - [x] T003 nested', '- [x] no id', '  - [ ] criterion', '- plain', '1. [x] T004 b', '- [ ] ~~T005 gone~~', '- [P] = parallel', '- [ ] - [X] T006 torn', '| T001 | [ ] |', '> quote', '---', '', 'text', '\tcode', '\0', '\uFEFF', 'a\r', '- ',
  );
  const openTask = fc.constantFrom('- [ ] T011 open', '* [~] T012 odd', '  - [ ] **T013** nested', '1. [ ] T014: numbered', '- [ ] [P] T015 tagged', '    - [-] `T016` deep');
  const hiding = fc.constantFrom('```', '~~~~', '  ```sh', '<!--', '-->', '<!-- a -->', '- ```', '---');
  const anything = fc.array(fc.oneof(fragment, openTask, hiding, fc.string({ maxLength: 30 })), { maxLength: 40 }).map((parts) => parts.join('\n'));
  const bounded = { seed: 20251120, numRuns: 1000 };

  it('an answer is given, and each task stands in the line it names', () => {
    fc.assert(fc.property(anything, (text) => {
      const document = parseTasks(text);
      const source = text.replace(/^\uFEFF/, '').split('\n');
      for (const { tasks, line, endLine } of document.phases) {
        for (const task of tasks) {
          expect(task.line >= line && task.line <= endLine).toBe(true);
          expect(source[task.line - 1]).toContain(`[${task.mark}]`);
        }
      }
      if (nextPhase(document).outcome === 'error') expect(document.diagnostics.some(({ severity }) => severity === 'error')).toBe(true);
    }), bounded);
  });

  it('bytes that are no text are answered too', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(nextPhase(parseTasks(bytes)).outcome).toMatch(/^(?:ok|no_work|error)$/);
    }), bounded);
  });

  it('"no work" is never said while an open task stands in plain sight', () => {
    const withOpenTask = fc.tuple(fc.array(fragment, { maxLength: 20 }), openTask, fc.array(fragment, { maxLength: 20 })).filter(([before]) => !before.includes('## Format: `[ID]`'));
    fc.assert(fc.property(withOpenTask, ([before, open, after]) => {
      expect(next([...before, open, ...after].join('\n')).outcome).not.toBe('no_work');
    }), bounded);
  });

  it('"no work" is never said when a fence or comment that is not closed hides an open task', () => {
    fc.assert(fc.property(fc.array(fragment, { maxLength: 15 }), fc.constantFrom('```', '~~~', '<!--'), fc.array(fragment, { maxLength: 10 }), openTask, (before, opening, between, open) => {
      expect(next([...before, '## Closed', opening, ...between, open].join('\n')).outcome).not.toBe('no_work');
    }), bounded);
  });
});
