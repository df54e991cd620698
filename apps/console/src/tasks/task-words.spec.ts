import { taskWords } from './task-words';

test('a task is told without its id, which stands beside it', () => {
  expect(taskWords({ id: 'T007', text: 'T007 [P] Add' })).toBe('[P] Add');
  expect(taskWords({ id: 'T007', text: 'T0071 Add' })).toBe('T0071 Add');
  expect(taskWords({ id: null, text: 'Add' })).toBe('Add');
});
