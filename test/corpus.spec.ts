// Scores the tasks.md parser against labelled real files, where they are at hand: the sample lies beside the repository, not in it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { nextPhase } from '../libs/domain/src/tasks-md/next-phase';
import { parseTasks } from '../libs/domain/src/tasks-md/parse-tasks';

const folder = resolve(__dirname, '../../shared/corpus/tasks');
const labelsFile = join(folder, 'labels.jsonl');

interface Answer { outcome: string; phase: string | null; ids: (string | null)[]; lines: number[] }
interface Label { file: string; outcome: string; next_phase: string | null; next_ids: (string | null)[]; next_lines: number[]; accept: Answer[] }
interface Result { file: string; outcome: string; phase: string | null; tasks: { id: string | null; line: number; parallel: boolean; story: string | null; files: string[] }[] }

function resultFor(file: string): Result {
  const next = nextPhase(parseTasks(readFileSync(join(folder, file))));
  if (next.outcome !== 'ok') return { file, outcome: next.outcome, phase: null, tasks: [] };
  return { file, outcome: 'ok', phase: next.phase.title, tasks: next.openTasks.map(({ id, line, parallel, story, files }) => ({ id, line, parallel, story, files })) };
}

const outcomeOf = (name: string) => (name === 'no_tasks' || name.startsWith('error') ? 'error' : name);
const titleKey = (title: string | null) => (title ?? '').normalize('NFKC').replace(/[*_`#]/g, '').replace(/[^\p{L}\p{N}_]+/gu, ' ').trim().toLowerCase();
const idKey = (id: string | null) => (id ?? '').replace(/^[*`[\]():]+|[*`[\]():]+$/g, '').toUpperCase();

/** Why the result is not this answer, or null when it is. */
function mismatch(answer: Answer, { outcome, phase, tasks }: Result): string | null {
  if (outcomeOf(answer.outcome) !== outcomeOf(outcome)) return `outcome ${outcome} instead of ${answer.outcome}`;
  if (outcomeOf(answer.outcome) !== 'ok') return null;
  if (answer.phase !== null && answer.phase !== '*any*' && titleKey(answer.phase) !== titleKey(phase)) return `phase "${phase}" instead of "${answer.phase}"`;
  if (answer.lines.length === 0) return null;
  const lines = tasks.map(({ line }) => line);
  const linesFit = answer.phase === '*any*' ? lines.every((line) => answer.lines.includes(line)) : [...lines].sort((a, b) => a - b).join() === [...answer.lines].sort((a, b) => a - b).join();
  if (!linesFit) return `lines ${lines.join()} instead of ${answer.lines.join()}`;
  const wrong = tasks.find(({ id, line }) => {
    const wanted = answer.ids[answer.lines.indexOf(line)];
    return wanted && idKey(id) !== wanted.toUpperCase();
  });
  return wrong ? `id ${wrong.id} on line ${wrong.line}` : null;
}

const labels: Label[] = existsSync(labelsFile) ? readFileSync(labelsFile, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Label) : [];

function judge({ file, outcome, next_phase, next_ids, next_lines, accept }: Label): string {
  const result = resultFor(file);
  const primary = mismatch({ outcome, phase: next_phase, ids: next_ids, lines: next_lines }, result);
  return primary === null || accept.some((answer) => mismatch(answer, result) === null) ? 'right' : primary;
}

describe('the labelled sample of real files', () => {
  if (labels.length === 0) it.skip('is not at hand: nothing is scored', () => undefined);

  afterAll(() => {
    const target = process.env['CORPUS_RESULTS'];
    if (target) writeFileSync(target, labels.map(({ file }) => JSON.stringify(resultFor(file))).join('\n'));
  });

  for (const label of labels) {
    it(`${label.file} is read as its label says`, () => {
      expect(judge(label)).toBe('right');
    });
  }
});
