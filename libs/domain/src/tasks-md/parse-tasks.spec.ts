import { nextPhase } from './next-phase';
import { parseTasks } from './parse-tasks';
import type { Phase } from './tasks-document';

const lines = (...text: string[]) => text.join('\n');
const phasesOf = (text: string) => parseTasks(text).phases;
const shape = (phases: Phase[]) => phases.map(({ title, tasks }) => [title, tasks.map(({ id, line }) => id ?? line)]);
const remarks = (text: string) => parseTasks(text).diagnostics.map(({ severity, code, line }) => `${severity} ${code} ${line}`);

describe('phases', () => {
  it('are headings of one level; deeper headings stay inside, the next of the same level ends one', () => {
    const text = lines('# Tasks', '## Phase 1: Setup', '- [x] T001 a', '### Tests', '- [ ] T002 b', '## Notes', 'text', '## Phase 2: Core', '- [ ] T003 c', '## Dependencies', '## Phase 8: Convergence', '- [ ] T004 d');
    expect(shape(phasesOf(text))).toEqual([['Phase 1: Setup', ['T001', 'T002']], ['Phase 2: Core', ['T003']], ['Phase 8: Convergence', ['T004']]]);
    expect(phasesOf(text).map(({ ordinal, line, endLine, firstTaskId, slug }) => [ordinal, line, endLine, firstTaskId, slug])).toEqual([
      [1, 2, 5, 'T001', 'phase-1-setup'], [2, 8, 9, 'T003', 'phase-2-core'], [3, 11, 12, 'T004', 'phase-8-convergence'],
    ]);
  });

  it('are not the document title when deeper ones exist', () => {
    expect(shape(phasesOf(lines('# Phase 3: Tasks of the release', '## Phase 1: A', '- [ ] T001 a', '## Phase 2: B', '- [ ] T002 b')))).toEqual([['Phase 1: A', ['T001']], ['Phase 2: B', ['T002']]]);
  });

  it('may be first-level headings when there are several', () => {
    expect(shape(phasesOf(lines('# Phase 1: A', '- [ ] T001 a', '## Phase 1.1: inner', '- [ ] T002 b', '# Phase 2: B', '- [ ] T003 c')))).toEqual([['Phase 1: A', ['T001', 'T002']], ['Phase 2: B', ['T003']]]);
  });

  it('repeated under "Parallel …" or "Dependencies" are none', () => {
    const text = lines('# Tasks', '## List', '### Phase 1: A', '- [ ] T001 a', '## Parallel Examples', '### Phase 1: A', 'T001 alone', '## Dependencies', '### Phase 1: A', 'none');
    expect(phasesOf(text)).toHaveLength(1);
  });

  it('in CJK scripts are recognised', () => {
    expect(shape(phasesOf(lines('## フェーズ 1: 準備', '- [x] T001 あ', '## 第2阶段：核心', '- [ ] T002 核', '## 3단계: 마무리', '- [ ] T003 끝')))).toEqual([['フェーズ 1: 準備', ['T001']], ['第2阶段：核心', ['T002']], ['3단계: 마무리', ['T003']]]);
  });

  it('are recognised without a space after the marks, other headings are not', () => {
    expect(shape(phasesOf(lines('##Phase 1: A', '- [ ] T001 a', '##Phase 2: B', '#hashtag', '- [ ] T002 b')))).toEqual([['Phase 1: A', ['T001']], ['Phase 2: B', ['T002']]]);
  });

  it('keep slug and digest when tasks are ticked, blank lines and rules move or the heading is renumbered', () => {
    const [before] = phasesOf(lines('## Phase 1: A', '', '- [ ] T001 a', '  - [ ] detail', '', '---'));
    const [ticked] = phasesOf(lines('## Phase 1: A', '- [X] T001 a', '  - [x] detail'));
    const [reworded] = phasesOf(lines('## Phase 1: A', '- [ ] T001 b', '  - [ ] detail'));
    expect(ticked?.digest).toBe(before?.digest);
    expect(reworded?.digest).not.toBe(before?.digest);
    expect(before?.digest).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('sections', () => {
  it('with tasks are phases when there is no phase heading, with a warning', () => {
    const text = lines('# Tasks', '## 1. Setup', '- [x] T001 a', '## 2. Core', '### Tests', '- [ ] T002 b', '## Notes', 'text');
    expect(shape(phasesOf(text))).toEqual([['1. Setup', ['T001']], ['2. Core', ['T002']]]);
    expect(remarks(text)).toEqual(['warning tasks_file.sections_as_phases 2']);
  });

  it('may be the title itself, or no heading at all', () => {
    expect(shape(phasesOf(lines('# Tasks: Cleanup', '- [ ] T001 a')))).toEqual([['Tasks: Cleanup', ['T001']]]);
    expect(shape(phasesOf('- [ ] T001 a'))).toEqual([['Tasks', ['T001']]]);
  });

  it('beside phases count with tasks of their own ids, not with criteria', () => {
    const text = lines('## Phase 1: A', '- [x] T001 a', '## Rollout', '- [ ] T900 ship', '## Done when', '- [ ] everything works');
    expect(shape(phasesOf(text))).toEqual([['Phase 1: A', ['T001']], ['Rollout', ['T900']]]);
    expect(remarks(text)).toEqual(['warning tasks_file.tasks_outside_phase 3']);
  });

  it('beside phases of a file without ids are criteria, with a warning', () => {
    const text = lines('## Phase 1: A', '- [x] a', '## Done when', '- [ ] everything works');
    expect(remarks(text)).toEqual(['warning task.outside_phase 4']);
    expect(nextPhase(parseTasks(text)).outcome).toBe('no_work');
  });

  it('that only talk about tasks of the phases do not count', () => {
    const text = lines('## Format: `[ID] [P?]`', '- [ ] T777 [P] sample', '## Phase 1: A', '- [x] T001 a', '## Dependencies', '### Parallel Opportunities', '- [ ] `T001` + `T002` can run together');
    expect(shape(phasesOf(text))).toEqual([['Phase 1: A', ['T001']]]);
    expect(nextPhase(parseTasks(text)).outcome).toBe('no_work');
  });

  it('that show a task as open which its phase shows as done leave no safe answer', () => {
    const text = lines('## Phase 1: A', '- [x] T001 a', '## Checklist', '- [ ] T001 a');
    expect(remarks(text)).toEqual(['error task.contradicting_mark 4']);
    expect(nextPhase(parseTasks(text)).outcome).toBe('error');
  });
});

describe('tasks', () => {
  it('are list items of every kind with a checkbox', () => {
    expect(shape(phasesOf(lines('## Phase 1: A', '- [ ] T001 a', '* [ ] T002 b', '+ [ ] T003 c', '1. [ ] T004 d', '2) [ ] T005 e', '- T006 no checkbox', '[ref]: x')))).toEqual([['Phase 1: A', ['T001', 'T002', 'T003', 'T004', 'T005']]]);
  });

  it('without an id are criteria when any checkbox of the file has one', () => {
    const text = lines('## Phase 1: A', '- [x] T001 a', '- [ ] it works', '## Notes', '- [ ] elsewhere');
    expect(shape(phasesOf(text))).toEqual([['Phase 1: A', ['T001']]]);
    expect(remarks(text)).toEqual(['warning task.without_id 3']);
  });

  it('are the top-level checkboxes when no checkbox of the file has an id', () => {
    expect(shape(phasesOf(lines('## Phase 1: A', '- [ ] a', '  - [ ] detail', '', '  - [ ] more detail', '1. [ ] b', '   - [ ] detail', '  - [ ] detail', '- plain', '  - [ ] detail', '', 'Text.', '', '- [ ] c', '- [ ] = not started')))).toEqual([['Phase 1: A', [2, 6, 14]]]);
  });

  it('may be indented when they have an id', () => {
    expect(shape(phasesOf(lines('## Phase 1: A', '- [ ] T001 a', '  - [ ] T002 b', '      - [ ] T003 c', '\t- [ ] T004 d', '- - [ ] T005 e')))).toEqual([['Phase 1: A', ['T001', 'T002', 'T003', 'T004', 'T005']]]);
  });

  it('carry what stands in their line', () => {
    expect(phasesOf(lines('## Phase 1: A', '- [x] **T012** [P] [US1] Create `src/a.ts` <!-- note -->'))[0]?.tasks[0]).toEqual({
      id: 'T012', line: 2, text: '**T012** [P] [US1] Create `src/a.ts`', done: true, mark: 'x', dropped: false, parallel: true, story: 'US1', files: ['src/a.ts'],
    });
  });

  it('with odd marks are not done and are reported', () => {
    const text = lines('## Phase 1: A', '- [~] T001 a', '- [-] T002 b', '- [✅] T003 DONE', '- [x] T004 DEFERRED', '- [X] T005 e');
    expect(phasesOf(text)[0]?.tasks.map(({ done }) => done)).toEqual([false, false, false, true, true]);
    expect(remarks(text)).toEqual(['warning task.odd_mark 2', 'warning task.odd_mark 3', 'warning task.odd_mark 4']);
  });

  it('struck through as a whole are dropped, in part they are open', () => {
    const text = lines('## Phase 1: A', '- [ ] ~~T001 gone~~', '- [ ] ~~**T002** gone~~ (moved to T009)', '- [ ] ~~T003 gone', '  on two lines~~', '- [ ] T004 drop the ~~old~~ path', '- [ ] ~~T005 old~~ new words', '- [x] ~~T006 done~~', '- [ ] ~~**T007**~~ superseded by T008');
    expect(phasesOf(text)[0]?.tasks.map(({ dropped, done }) => [dropped, done])).toEqual([[true, false], [true, false], [true, false], [false, false], [false, false], [false, true], [true, false]]);
    expect(remarks(text)).toEqual(['warning task.partly_struck 7']);
  });

  it('with a repeated id are all tasks, with a warning', () => {
    const text = lines('## Phase 1: A', '- [x] T001 a', '- [ ] T001 b', '## Phase 2: B', '- [ ] t001 c', '- [ ] T001: d');
    expect(shape(phasesOf(text))).toEqual([['Phase 1: A', ['T001', 'T001']], ['Phase 2: B', ['t001', 'T001']]]);
    expect(remarks(text)).toEqual(['warning task.duplicate_id 3', 'warning task.duplicate_id 5', 'warning task.duplicate_id 6']);
  });
});

describe('what is not Markdown text', () => {
  it('is skipped: front matter, fences and comments', () => {
    const text = lines('---', 'description: "- [ ] T900"', '---', '## Phase 1: A', '````markdown', '- [ ] T901 a', '~~~', '```', '- [ ] T905 a', '```` not a close', '- [ ] T906 a', '`````', '~~~text', '- [ ] T902 b', '```', '~~~~', '<!--', '- [ ] T903 c', '-->', '<!-- - [ ] T904 -->', '- [x] T001 about `<!-- BEGIN` marks', '- [ ] T002 b');
    expect(shape(phasesOf(text))).toEqual([['Phase 1: A', ['T001', 'T002']]]);
    expect(remarks(text)).toEqual([]);
  });

  it.each(['\n', '\r\n'])('front matter has no headings, also behind a byte order mark (line end %j)', (lineEnd) => {
    const text = ['\uFEFF---', '# a comment', '---', '- [ ] T001 a'].join(lineEnd);
    expect(shape(phasesOf(text))).toEqual([['Tasks', ['T001']]]);
  });

  it('does not begin with a rule above tasks', () => {
    expect(shape(phasesOf(lines('---', '## Setup', 'text', '---', '- [ ] T001 a')))).toEqual([['Setup', ['T001']]]);
    expect(shape(phasesOf(lines('---', '## Phase 1: A', '- [ ] T001 a', '---', '- [ ] T002 b')))).toEqual([['Phase 1: A', ['T001', 'T002']]]);
    expect(shape(phasesOf(lines('---', '- [ ] T001 a', '---', '- [ ] T002 b')))).toEqual([['Tasks', ['T001', 'T002']]]);
  });

  it('may stand inside a list item, where it ends with the item at the latest', () => {
    const text = lines('## Phase 1: A', '- [ ] T001 a', '  ```sh', '  - [ ] T901', '  ```', '- ```sh', '  - [ ] T902', '  ```', '- [ ] T002 b', '  ```sh', '  echo', '- [ ] T003 c');
    expect(shape(phasesOf(text))).toEqual([['Phase 1: A', ['T001', 'T002', 'T003']]]);
    expect(remarks(text)).toEqual(['warning tasks_file.unterminated_fence 10']);
  });

  it('is not hidden by indented backticks that are plain code', () => {
    expect(shape(phasesOf(lines('## Phase 1: A', '', '    ```', '', '- [ ] T001 a')))).toEqual([['Phase 1: A', ['T001']]]);
  });
});
