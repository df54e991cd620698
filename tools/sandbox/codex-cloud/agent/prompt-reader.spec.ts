import { readPrompt } from './prompt-reader';

const prompt = (...lines: string[]) => lines.join('\n');

describe('reading a prompt', () => {
  test('lines of a task section are asked for with id, line and words', () => {
    const reading = readPrompt(
      prompt('[specline:0199-x/1] Do this', 'Tasks file: `specs/003-cart/tasks.md` at main.', '', '- T012 (line 34) [P] [US1] Add `src/a.ts`', '- T013 (line 35) Test it'),
    );
    expect(reading).toEqual({
      tasksFile: 'specs/003-cart/tasks.md',
      asked: [
        { id: 'T012', line: 34, text: '[P] [US1] Add `src/a.ts`' },
        { id: 'T013', line: 35, text: 'Test it' },
      ],
    });
  });

  test('tasks without ids are asked for by their line', () => {
    expect(readPrompt('- (line 7) Write the guide').asked).toEqual([{ line: 7, text: 'Write the guide' }]);
    expect(readPrompt('* line 7: Write the guide').asked).toEqual([{ line: 7, text: 'Write the guide' }]);
  });

  test('quoted task lines are asked for by id or words', () => {
    expect(readPrompt('- [ ] T001a Set up').asked).toEqual([{ id: 'T001a', text: 'Set up' }]);
    expect(readPrompt('1. `- [ ] Set up the project`').asked).toEqual([{ text: 'Set up the project' }]);
  });

  test('rules, criteria and prose beside the section are no tasks', () => {
    const asked = readPrompt(prompt('Rules:', '- Tick only these boxes, see line 3 of the guide', '- Keep FR-001 and US1 in mind', '', 'Tasks:', '- T004 (line 9) Go')).asked;
    expect(asked).toEqual([{ id: 'T004', line: 9, text: 'Go' }]);
  });

  test('without any section, ids in the prose are asked for once each', () => {
    expect(readPrompt('Please do T002 and T-003, then T002 again.').asked).toEqual([
      { id: 'T002', text: '' },
      { id: 'T-003', text: '' },
    ]);
  });

  test('a tasks file may lie in a sub-directory and end a sentence', () => {
    expect(readPrompt('See packages/web/specs/001-a/tasks.md.').tasksFile).toBe('packages/web/specs/001-a/tasks.md');
    expect(readPrompt('Nothing to see').tasksFile).toBeUndefined();
  });
});
