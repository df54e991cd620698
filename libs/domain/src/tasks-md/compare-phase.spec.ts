import { comparePhase } from './compare-phase';
import { findPhase } from './phase-digest';
import { parseTasks } from './parse-tasks';

const before = ['## Phase 1: Setup', '- [x] T001 a', '## Phase 2: Core', '- [ ] T002 b', '- [ ] T003 c', '## Phase 3: Polish', '- [ ] T004 d'];

function after(edit: (lines: string[]) => string[]) {
  const old = parseTasks(before.join('\n'));
  const phase = old.phases[1];
  if (!phase) throw new Error('no phase');
  const { ticked, findings } = comparePhase(old, parseTasks(edit([...before]).join('\n')), phase);
  return { ticked: ticked.map(({ id }) => id), findings: findings.map(({ code, line }) => `${code} ${line}`) };
}

const replaced = (line: number, text: string) => (lines: string[]) => lines.with(line - 1, text);

describe('after a patch', () => {
  it('ticked tasks of the phase are what was done', () => {
    expect(after((lines) => lines.with(3, '- [x] T002 b').with(4, '- [X] **T003** c'.replace('**T003**', 'T003')))).toEqual({ ticked: ['T002', 'T003'], findings: [] });
  });

  it('nothing ticked is a finding', () => {
    expect(after((lines) => lines)).toEqual({ ticked: [], findings: ['tasks.nothing_ticked 3'] });
  });

  it('a ticked task of another phase is a finding', () => {
    expect(after((lines) => lines.with(3, '- [x] T002 b').with(6, '- [x] T004 d'))).toEqual({ ticked: ['T002'], findings: ['tasks.foreign_tick 7'] });
  });

  it('a removed task is a finding, also when it was removed with its phase', () => {
    expect(after((lines) => lines.with(3, '- [x] T002 b').toSpliced(4, 3))).toEqual({ ticked: ['T002'], findings: ['tasks.task_removed 5', 'tasks.task_removed 7'] });
    expect(after(() => []).findings).toEqual(['tasks.task_removed 2', 'tasks.nothing_ticked 3', 'tasks.task_removed 4', 'tasks.task_removed 5', 'tasks.task_removed 7']);
  });

  it('a reworded, an added and an unticked task are findings', () => {
    expect(after(replaced(4, '- [x] T002 something easier'))).toEqual({ ticked: ['T002'], findings: ['tasks.task_reworded 4'] });
    expect(after((lines) => lines.with(3, '- [x] T002 b').toSpliced(5, 0, '- [x] T099 new'))).toEqual({ ticked: ['T002'], findings: ['tasks.task_added 6'] });
    expect(after((lines) => lines.with(3, '- [x] T002 b').with(1, '- [ ] T001 a'))).toEqual({ ticked: ['T002'], findings: ['tasks.task_unticked 2'] });
  });

  it('a task struck through instead of done is reworded, not ticked', () => {
    expect(after(replaced(4, '- [ ] ~~T002 b~~'))).toEqual({ ticked: [], findings: ['tasks.nothing_ticked 3', 'tasks.task_reworded 4'] });
  });

  it('phases inserted before do not confuse', () => {
    expect(after((lines) => lines.with(3, '- [x] T002 b').toSpliced(0, 0, '## Phase 0: Prepare', 'text'))).toEqual({ ticked: ['T002'], findings: [] });
  });

  it('a phase that is not in the list is a finding', () => {
    const document = parseTasks(before.join('\n'));
    expect(comparePhase(document, document, { slug: 'other', firstTaskId: 'T9', digest: '' }).findings).toMatchObject([{ code: 'tasks.phase_missing', line: null }]);
  });
});

it('tasks without id are recognised by their text, repeated ids by their order', () => {
  const old = parseTasks('## Phase 1: A\n- [x] same\n- [ ] same\n- [ ] other\n');
  const now = parseTasks('## Phase 1: A\n- [x] same\n- [x] same\n- [ ] new words\n');
  const [phase] = old.phases;
  if (!phase) throw new Error('no phase');
  const { ticked, findings } = comparePhase(old, now, phase);
  expect(ticked.map(({ line }) => line)).toEqual([3]);
  expect(findings.map(({ code }) => code)).toEqual(['tasks.task_removed', 'tasks.task_added']);
});

describe('findPhase', () => {
  const phases = (text: string) => parseTasks(text);
  const identity = { slug: 'phase-2-core', firstTaskId: 'T002', digest: phases(before.join('\n')).phases[1]?.digest ?? '' };

  it('finds a phase after renumbering, rewording or new tasks', () => {
    expect(findPhase(phases('## Phase 1: New\n- [ ] T100 x\n## Phase 3: Core\n- [x] T002 b\n- [ ] T003 c'), identity)?.title).toBe('Phase 3: Core');
    expect(findPhase(phases('## Phase 3: Core\n- [ ] T002 other words'), identity)?.title).toBe('Phase 3: Core');
    expect(findPhase(phases('## Phase 2: Core\n- [ ] T002 other words'), identity)?.title).toBe('Phase 2: Core');
    expect(findPhase(phases('## Phase 2: Core\n- [ ] T001 first\n- [ ] T002 b'), identity)?.title).toBe('Phase 2: Core');
  });

  it('finds none when nothing is alike', () => {
    expect(findPhase(phases('## Phase 2: Elsewhere\n- [ ] T050 b\n'), identity)).toBeNull();
  });

  it('prefers content over title, and of equals the one with open tasks', () => {
    const text = '## Phase 2: Core\n- [x] T050 b\n## Phase 2: Core\n- [ ] T002 b\n- [ ] T003 c';
    expect(findPhase(phases(text), identity)?.ordinal).toBe(2);
    expect(findPhase(phases('## Phase 2: Core\n- [x] T002 b\n- [x] T003 c\n## Phase 2: Core\n- [ ] T002 b\n- [ ] T003 c'), identity)?.ordinal).toBe(2);
  });
});
