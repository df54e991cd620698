import { groupByTask } from './patch-groups';

const task = (id: string, files: string[]) => ({ id, line: 1, text: `do ${id}`, files });
const phase = { openTasks: [task('T1', ['src/cart.ts']), task('T2', ['src/cart.ts', 'tests/']), task('T3', ['src/none.ts'])], tasksFile: 'specs/1/tasks.md', ticked: ['T1'] };
const grouped = (paths: string[]) => groupByTask(paths, (path) => path, phase).map(({ title, done, files }) => [title, done, files]);

test('a file stands under the first task that names it, or its folder', () => {
  expect(grouped(['tests/a.ts', 'src/cart.ts'])).toEqual([['do T1', true, ['src/cart.ts']], ['do T2', false, ['tests/a.ts']]]);
});

test('what no task names comes after, and the task list last', () => {
  expect(grouped(['specs/1/tasks.md', 'README.md'])).toEqual([['Files that no task names', undefined, ['README.md']], ['The task list', undefined, ['specs/1/tasks.md']]]);
});

test('without a phase there is one group', () => {
  expect(groupByTask(['a'], (path) => path, undefined)).toMatchObject([{ files: ['a'] }]);
});
