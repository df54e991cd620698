import { readCheckbox, readTaskLine, unreadableItem, unreadableText } from './task-line';

function read(item: string) {
  const checkbox = readCheckbox(item);
  return checkbox && readTaskLine(checkbox);
}

describe('ids', () => {
  it.each([
    ['[ ] T001 Do', 'T001'], ['[ ] T001a Do', 'T001a'], ['[ ] T009.5 Do', 'T009.5'], ['[ ] T1.1 Do', 'T1.1'], ['[ ] T-001 Do', 'T-001'], ['[ ] T002-A Do', 'T002-A'], ['[ ] P001 Do', 'P001'], ['[ ] 1.1.1 Do', '1.1.1'], ['[ ] 1.1: Do', '1.1'],
    ['[ ] T001: Do', 'T001'], ['[ ] T001：做', 'T001'], ['[ ] **T001** Do', 'T001'], ['[ ] **T001**: Do', 'T001'], ['[ ] `T001` Do', 'T001'], ['[ ] [T001] Do', 'T001'], ['[ ] ~~T041 Do~~', 'T041'], ['[ ] **[T001] [P]** Do', 'T001'],
    ['[ ] [P] T003 Do', 'T003'], ['[ ] [US1] [P] T003 Do', 'T003'], ['[ ] T001-T005 Do', 'T001'], ['[ ] T001/T002 Do', 'T001'], ['[x]T001 Do', 'T001'], ['[ ] T01A2 Do', 'T01A2'], ['[ ] t001 Do', 't001'], ['[] T001 Do', 'T001'],
  ])('%s has the id %s', (item, id) => {
    expect(read(item)?.id).toBe(id);
  });

  it.each(['[ ] SC-001 Met', '[ ] FR-001 Met', '[ ] CHK001 Met', '[ ] AC-1 Met', '[ ] US1 works', '[ ] Task 1.1: Do', '[ ] **任务 1.1**: 做', '[ ] P1 bug', '[ ] 2 apples', '[ ] The T001 follow-up', '[ ] Test it', '[ ] t3.large instance'])('%s has none', (item) => {
    expect(read(item)).toMatchObject({ id: null });
  });
});

describe('tags', () => {
  it('are read in any order', () => {
    expect(read('[ ] T012 [US1] [P] Create it')).toMatchObject({ parallel: true, story: 'US1' });
    expect(read('[ ] **T012** [P] [BACKEND] [US2] Create it')).toMatchObject({ parallel: true, story: 'US2' });
  });

  it.each([['[ ] T1 [US1/US2] Do', 'US1/US2'], ['[ ] T1 [US2: Auth] Do', 'US2'], ['[ ] T1 [us3] Do', 'US3'], ['[ ] T1 [BACKEND] Do', null], ['[ ] T1 Do it for [US1]', null]])('%s has the story %s', (item, story) => {
    expect(read(item)?.story).toBe(story);
  });

  it('end where the text or a link begins', () => {
    expect(read('[ ] T001 Edit [P] pages')?.parallel).toBe(false);
    expect(read('[ ] T001 [P](https://example.org) pages')?.parallel).toBe(false);
  });
});

describe('checkboxes', () => {
  it.each([['[ ] a', ' '], ['[x] a', 'x'], ['[X] a', 'X'], ['[~] a', '~'], ['[-] a', '-'], ['[/] a', '/'], ['[✅] a', '✅'], ['[✔️] a', '✔️'], ['[\u00a0] a', '\u00a0'], ['[P] T001 a', 'P'], ['[ ]', ' ']])('%s is one with the mark "%s"', (item, mark) => {
    expect(readCheckbox(item)?.mark).toBe(mark);
  });

  it.each(['[P] = parallel', '[P]: parallel', '[P] tasks = different files', '[ ] = not started', '[A](url)', '[x](url)', '[1] a footnote', '[US1] T001 a', '[link] a', '[[wiki]] a', 'a [x] b', 'plain', '[]', '[ ]a'])('%s is none', (item) => {
    expect(readCheckbox(item)).toBeNull();
  });
});

describe('lines that were meant to be tasks', () => {
  it.each(['[ ] - [X] T002 a', '[X] - [ ] T002 a', '`[ ]` T001: a', '[WIP] T001 a', '[in progress] **T001** a'])('the item "%s" may stand for open work', (item) => {
    expect(unreadableItem(item)).toBe('open');
  });

  it.each(['[ ] T001', '-[ ] T001 a', '• [ ] T001 a', '> - [ ] T001 a', '– [ ] **T001** a'])('the line "%s" may stand for open work', (text) => {
    expect(unreadableText(text)).toBe('open');
  });

  it('done ones and prose do not', () => {
    expect(unreadableItem('`[x]` T001: a')).toBe('closed');
    expect(unreadableItem('[X] - [X] T001 a')).toBe('closed');
    expect(unreadableText('[x] T001 a')).toBe('closed');
    for (const prose of ['[US1] T001 depends on it', '[P] T001 and T002', '`[ ]` means open', 'T001 depends on T002']) expect(unreadableItem(prose)).toBeNull();
    expect(unreadableText('The box [ ] T001')).toBeNull();
  });
});
