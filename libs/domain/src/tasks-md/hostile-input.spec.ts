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

it('comparing two lists of 100,000 equal tasks takes no more than two seconds', () => {
  const document = parseTasks('- [ ] same text\n'.repeat(100_000));
  const [phase] = document.phases;
  if (!phase) throw new Error('no phase');
  const start = process.cpuUsage();
  expect(comparePhase(document, document, phase).ticked).toEqual([]);
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(2000);
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

// Processor time, so that a busy machine does not decide.
describe('time: under two seconds for', () => {
  const ten = 10 * megabytes;
  const many = 100_000;
  const inputs: Record<string, () => string> = {
    'a line of dashes and spaces': () => `${'- '.repeat(ten / 2)}x`,
    'a line of asterisks': () => '*'.repeat(ten),
    'a line of backticks': () => '`'.repeat(ten),
    'a fence with a long info string': () => `\`\`\`${'a'.repeat(ten)}\``,
    'a line of number signs': () => '#'.repeat(ten),
    'a line of spaces': () => `${' '.repeat(ten)}x`,
    'a phase title of 10 MB': () => `## Phase 1${' & 1'.repeat(ten / 4)}`,
    'a heading of emoji': () => `## ${'😀'.repeat(ten / 4)}`,
    'a task of brackets': () => `- [ ] ${'['.repeat(ten)}`,
    'a task of tags': () => `- [ ] ${'[P] '.repeat(ten / 4)}`,
    'a task with a 10 MB id': () => `- [ ] T${'1.'.repeat(ten / 2)}`,
    'a task of comment openings': () => `- [ ] T001 ${'<!-- '.repeat(ten / 5)}`,
    'a task of path separators': () => `- [ ] T001 ${'a/'.repeat(ten / 2)}`,
    'a task struck through without end': () => `- [ ] ~~${'a'.repeat(ten)}`,
    'quotes of quotes': () => '> '.repeat(ten / 2),
    'NULs': () => '\0'.repeat(ten),
    'empty lines': () => '\n'.repeat(many),
    '100,000 tasks of one id': () => '- [ ] T001 a\n'.repeat(many),
    '100,000 tasks without id': () => '- [ ] same text\n'.repeat(many),
    '100,000 phases': () => '## Phase 1: A\n'.repeat(many),
    'headings up and down': () => '# a\n## b\n### Phase 1: c\n- [ ] x\n'.repeat(many / 4),
    'lists 4,000 deep': () => Array.from({ length: 4000 }, (_, depth) => `${' '.repeat(depth * 2)}- [ ] T${depth}`).join('\n'),
    'fences opened and closed': () => '```\n~~~\n'.repeat(many / 2),
    'front matter without end': () => `---\n${'a: b\n'.repeat(many - 2)}`,
    'struck tasks without end': () => '- [ ] ~~a\nb\n'.repeat(many / 2),
  };

  it.each(Object.keys(inputs))('%s', (name) => {
    const text = inputs[name]?.() ?? '';
    const start = process.cpuUsage();
    const document = parseTasks(text);
    const { outcome } = nextPhase(document);
    const { user } = process.cpuUsage(start);
    expect(outcome).toMatch(/^(?:ok|error)$/);
    expect(user / 1000).toBeLessThan(2000);
  });
});
