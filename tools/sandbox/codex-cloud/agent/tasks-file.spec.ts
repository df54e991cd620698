import { descriptionOf, meant, openTasks, tick } from './tasks-file';

const FILE = ['# Tasks', '- [ ] T001 Build the cart', '- [X] T002 Done', '- [ ] Write the guide', '```', '- [ ] T009 Example', '```', '1. [ ] **T003** Test', ''].join('\n');

describe('the tasks file in the agent’s hands', () => {
  test('open boxes are found outside fenced blocks, with the id they start with', () => {
    expect(openTasks(FILE)).toEqual([
      { line: 2, id: 'T001', text: 'T001 Build the cart' },
      { line: 4, text: 'Write the guide' },
      { line: 8, id: 'T003', text: '**T003** Test' },
    ]);
  });

  const linesOf = (...asked: Parameters<typeof meant>[0]) => meant(asked, openTasks(FILE)).map(({ line }) => line);

  test('a task is meant by its line when the line fits', () => {
    expect(linesOf({ id: 'T001', line: 2, text: 'whatever' })).toEqual([2]);
    expect(linesOf({ line: 4, text: 'write the **guide**' })).toEqual([4]);
  });

  test('a line that has moved is found again by id or by words', () => {
    expect(linesOf({ id: 'T003', line: 2, text: 'Test' })).toEqual([8]);
    expect(linesOf({ line: 2, text: 'Write the guide' })).toEqual([4]);
  });

  test('a task that is done, fenced or unknown is not meant', () => {
    expect(linesOf({ id: 'T002', text: '' }, { id: 'T009', text: '' }, { id: 'T777', line: 99, text: 'x' })).toEqual([]);
  });

  test.each([
    ['T001 [P] [US1] Add src/a.ts', 'T001', 'Add src/a.ts'],
    ['**T003**: Test it', 'T003', 'Test it'],
    ['See [the guide](docs/guide.md)', undefined, 'See [the guide](docs/guide.md)'],
    ['[the guide](docs/guide.md) is stale', undefined, '[the guide](docs/guide.md) is stale'],
  ])('a description is without id and tags: %s', (text, id, description) => {
    expect(descriptionOf({ line: 1, ...(id && { id }), text })).toBe(description);
  });

  test('ticking keeps every other byte', () => {
    const file = '\uFEFF- [ ] T001 a [ ]\r\n\t* [ ]  T002 b\r\n';
    expect(tick(file, [1])).toBe('\uFEFF- [X] T001 a [ ]\r\n\t* [ ]  T002 b\r\n');
    expect(tick(file, [2])).toBe('\uFEFF- [ ] T001 a [ ]\r\n\t* [X]  T002 b\r\n');
  });
});
