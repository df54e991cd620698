import { growthOf, inStep } from '../growth.fixture';
import { comparePhase } from './compare-phase';
import { nextPhase } from './next-phase';
import { parseTasks } from './parse-tasks';

const bytes = (...values: number[]) => Uint8Array.from(values);
const utf8 = (text: string) => new TextEncoder().encode(text);
const megabytes = 1024 * 1024;

describe('encodings', () => {
  const text = '## Phase 1: A\n- [x] T001 ä\n- [ ] T002 ö\n';

  it.each([
    ['a byte order mark', `\uFEFF${text}`], ['CRLF', text.replaceAll('\n', '\r\n')], ['CR alone', text.replaceAll('\n', '\r')], ['no final line end', text.trimEnd()],
    ['a byte order mark before front matter', `\uFEFF---\na: b\n---\n${text}`], ['NULs', text.replace('ä', '\0ä\0')], ['bytes', utf8(text)], ['bytes with a byte order mark', utf8(`\uFEFF${text}`)],
  ])('%s changes nothing', (_, source) => {
    expect(nextPhase(parseTasks(source))).toMatchObject({ outcome: 'ok', openTasks: [{ id: 'T002' }] });
  });

  it('bytes that are not UTF-8 are a warning with the line', () => {
    const document = parseTasks(bytes(...utf8('## Phase 1: A\n- [ ] T001 '), 0xff, 0xc3, 0x28));
    expect(document.diagnostics).toMatchObject([{ severity: 'warning', code: 'tasks_file.encoding', line: 2 }]);
    expect(nextPhase(document).outcome).toBe('ok');
  });

  it.each([[bytes(0xff, 0xfe, 0x2d, 0)], [bytes(0xfe, 0xff, 0, 0x2d)]])('UTF-16 is an error', (source) => {
    expect(nextPhase(parseTasks(source))).toMatchObject({ outcome: 'error', diagnostics: [{ code: 'tasks_file.encoding' }] });
  });
});

it('the time for comparing two lists of 100,000 equal tasks grows in step with them', () => {
  expect(growthOf(100_000, (tasks) => {
    const document = parseTasks('- [ ] same text\n'.repeat(tasks));
    const [phase] = document.phases;
    if (!phase) throw new Error('no phase');
    expect(comparePhase(document, document, phase).ticked).toEqual([]);
  })).toBeLessThan(inStep);
});

describe('size', () => {
  it('beyond the limit is an error that says so', () => {
    expect(nextPhase(parseTasks('x'.repeat(20 * megabytes + 1)))).toMatchObject({ outcome: 'error', diagnostics: [{ code: 'tasks_file.too_large' }] });
    expect(nextPhase(parseTasks(new Uint8Array(50 * megabytes)))).toMatchObject({ outcome: 'error', diagnostics: [{ code: 'tasks_file.too_large' }] });
    expect(parseTasks('- [ ] T001 a\n- [ ] T002 b', { maxBytes: 100, maxLines: 1 }).diagnostics).toMatchObject([{ code: 'tasks_file.too_large' }]);
    expect(parseTasks('- [ ] T001 a\n- [ ] T002 b', { maxBytes: 100, maxLines: 2 }).diagnostics).toMatchObject([{ code: 'tasks_file.sections_as_phases' }]);
  });

  it('of one task is cut, and its tick is still seen', () => {
    const [before, after] = [' ', 'x'].map((mark) => parseTasks(`## Phase 1: A\n- [${mark}] T001 ${'word '.repeat(100_000)}`));
    const phase = before?.phases[0];
    if (!before || !after || !phase) throw new Error('no phase');
    expect(phase.tasks[0]?.text.length).toBe(2000);
    expect(comparePhase(before, after, phase)).toMatchObject({ ticked: [{ id: 'T001' }], findings: [] });
  });

  it('of the remarks is bounded, and errors come first', () => {
    const document = parseTasks(`## Phase 1: A\n${'- [~] T001 a\n'.repeat(5000)}- [WIP] T002 b`);
    expect(document.diagnostics.length).toBe(100);
    expect(document.diagnostics.at(-1)).toMatchObject({ severity: 'error', code: 'task.unreadable', line: 5002 });
  });
});

type Inputs = Record<string, (size: number) => string>;

describe('the time grows in step with', () => {
  const ofBytes: Inputs = {
    'a line of dashes and spaces': (size) => `${'- '.repeat(size / 2)}x`,
    'a line of asterisks': (size) => '*'.repeat(size),
    'a line of backticks': (size) => '`'.repeat(size),
    'a fence with a long info string': (size) => `\`\`\`${'a'.repeat(size)}\``,
    'a line of number signs': (size) => '#'.repeat(size),
    'a line of spaces': (size) => `${' '.repeat(size)}x`,
    'a phase title of megabytes': (size) => `## Phase 1${' & 1'.repeat(size / 4)}`,
    'a heading of emoji': (size) => `## ${'😀'.repeat(size / 4)}`,
    'a task of brackets': (size) => `- [ ] ${'['.repeat(size)}`,
    'a task of tags': (size) => `- [ ] ${'[P] '.repeat(size / 4)}`,
    'a task with an id of megabytes': (size) => `- [ ] T${'1.'.repeat(size / 2)}`,
    'a task of comment openings': (size) => `- [ ] T001 ${'<!-- '.repeat(size / 5)}`,
    'a task of path separators': (size) => `- [ ] T001 ${'a/'.repeat(size / 2)}`,
    'a task struck through without end': (size) => `- [ ] ~~${'a'.repeat(size)}`,
    'quotes of quotes': (size) => '> '.repeat(size / 2),
    'NULs': (size) => '\0'.repeat(size),
    'lists thousands deep': (size) => Array.from({ length: Math.round(Math.sqrt(size / 0.625)) }, (_, depth) => `${' '.repeat(depth * 2)}- [ ] T${depth}`).join('\n'),
  };
  const ofLines: Inputs = {
    'empty lines': (lines) => '\n'.repeat(lines),
    'tasks of one id': (lines) => '- [ ] T001 a\n'.repeat(lines),
    'tasks without id': (lines) => '- [ ] same text\n'.repeat(lines),
    'phases': (lines) => '## Phase 1: A\n'.repeat(lines),
    'headings up and down': (lines) => '# a\n## b\n### Phase 1: c\n- [ ] x\n'.repeat(lines / 4),
    'fences opened and closed': (lines) => '```\n~~~\n'.repeat(lines / 2),
    'front matter without end': (lines) => `---\n${'a: b\n'.repeat(lines - 2)}`,
    'struck tasks without end': (lines) => '- [ ] ~~a\nb\n'.repeat(lines / 2),
  };
  const all = [[ofBytes, 10 * megabytes] as const, [ofLines, 100_000] as const].flatMap(([inputs, size]) => Object.entries(inputs).map(([name, input]) => ({ name, input, size })));

  it.each(all)('$name', ({ input, size }) => {
    expect(growthOf(size, (part) => expect(nextPhase(parseTasks(input(part))).outcome).toMatch(/^(?:ok|error)$/))).toBeLessThan(inStep);
  });
});
