import { appendConvergence, firstOpenPhase, newlyTicked, tick } from './sample-tasks';

const text = '# Tasks\n\n## Phase 1: Setup\n\n- [X] T001 One\n\n## Phase 2: Work\n\n- [x] T002 Two\n- [ ] T003 [P] Three\n\n## Dependencies\n\n- Phase 1 first\n';

describe('the sample\'s tasks', () => {
  test('the first phase with an open task is the next', () => {
    expect(firstOpenPhase(text)).toBe('Phase 2: Work');
    expect(firstOpenPhase(tick(text, ['T003']))).toBeUndefined();
  });

  test('ticking changes the mark of these tasks and nothing else', () => {
    expect(tick(text, ['T003'])).toBe(text.replace('- [ ] T003', '- [X] T003'));
    expect(newlyTicked(text, tick(text, ['T003']))).toEqual(['T003']);
    expect(newlyTicked(tick(text, ['T003']), text)).toEqual([]);
  });

  test('a convergence phase goes on counting phases and tasks, before the dependencies', () => {
    const extended = appendConvergence(tick(text, ['T003']));
    expect(firstOpenPhase(extended)).toBe('Phase 3: Convergence');
    expect(extended).toMatch(/- \[ \] T004 .*\n- \[ \] T005 [^]*---\n\n## Dependencies/);
    expect(extended.endsWith('- Phase 1 first\n')).toBe(true);
  });

  test('each round of convergence finds something else', () => {
    const second = appendConvergence(appendConvergence(text));
    expect([...second.matchAll(/^## Phase \d: Convergence$/gm)].map(([heading]) => heading)).toEqual(['## Phase 3: Convergence', '## Phase 4: Convergence']);
    expect(new Set(second.match(/^- \[ \] T\d+ .*$/gm)?.map((line) => line.slice('- [ ] T000 '.length))).size).toBe(5);
  });

  test('a file without a section on dependencies grows at its end', () => {
    expect(appendConvergence('## Phase 1: A\n\n- [X] T001 One\n')).toMatch(/^## Phase 1: A\n\n- \[X\] T001 One\n\n## Phase 2: Convergence\n/);
  });
});
