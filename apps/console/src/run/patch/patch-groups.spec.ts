import { conflictsFirst, groupByTask } from './patch-groups';

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

test('what does not fit stands first, and the rest keeps its order', () => {
  const groups = groupByTask(['src/cart.ts', 'README.md', 'specs/1/tasks.md'], (path) => path, phase);
  expect(conflictsFirst(groups, (path) => path === 'README.md').map(({ files }) => files[0])).toEqual(['README.md', 'src/cart.ts', 'specs/1/tasks.md']);
});

test('before anybody has looked for ticks nothing is said of them', () => {
  expect(groupByTask(['src/cart.ts'], (path) => path, { ...phase, ticked: undefined })).toMatchObject([{ taskId: 'T1', done: undefined }]);
});
