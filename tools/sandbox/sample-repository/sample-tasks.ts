// Reads and extends the sample's own tasks.md, which keeps to the plain form of Spec Kit.

const taskLine = /^- \[([ xX])\] (T\d{3})\b/;
const phaseLine = /^## Phase (\d+): /;

interface SampleTask {
  id: string;
  done: boolean;
  /** The heading's text. */
  phase: string;
}

function tasksOf(text: string): SampleTask[] {
  let phase = '';
  return text.split('\n').flatMap((line) => {
    if (phaseLine.test(line)) phase = line.slice('## '.length);
    const [, mark, id] = taskLine.exec(line) ?? [];
    return id === undefined ? [] : [{ id, done: mark !== ' ', phase }];
  });
}

/** The heading of the first phase with an open task. */
export function firstOpenPhase(text: string): string | undefined {
  return tasksOf(text).find(({ done }) => !done)?.phase;
}

/** The ids that `theirs` has ticked and `ours` has open. */
export function newlyTicked(ours: string, theirs: string): string[] {
  const ticked = new Set(tasksOf(theirs).filter(({ done }) => done).map(({ id }) => id));
  return tasksOf(ours).filter(({ id, done }) => !done && ticked.has(id)).map(({ id }) => id);
}

export function tick(text: string, ids: readonly string[]): string {
  return text.split('\n').map((line) => (ids.includes(taskLine.exec(line)?.[2] ?? '') ? line.replace('- [ ]', '- [X]') : line)).join('\n');
}

/** What a comparison of code and specification keeps finding, in turn: each a few tasks with the file they change. */
const findings: readonly (readonly string[])[] = [
  ['[US1] Say in the answer why a quantity was refused, in `src/cart/validation.mjs`', '[P] [US1] Test the words of each refusal in `tests/cart-refusals.test.mjs`'],
  ['[US2] Keep the order of lines when a quantity changes, in `src/cart/cart.mjs`', '[P] [US2] Test the order of lines in `tests/cart-order.test.mjs`'],
  ['[US3] Write the total for people beside the cents, with `formatPrice`, in `src/cart/cart-total.mjs`', '[P] [US3] Test the written total in `tests/cart-written-total.test.mjs`', '[P] Show an example answer in `README.md`'],
  ['[US1] Note the time of the last change in `src/cart/cart-store.mjs`', '[P] [US1] Test that reading a cart does not touch it in `tests/cart-touched.test.mjs`'],
];

/** Appends a phase as `speckit-converge` does: the next number, new task ids, before the section on dependencies. */
export function appendConvergence(text: string): string {
  const phases = [...text.matchAll(/^## Phase (\d+): (.*)$/gm)];
  const round = phases.filter(([, , title]) => title === 'Convergence').length;
  const number = Math.max(0, ...phases.map(([, each]) => Number(each))) + 1;
  const lastId = Math.max(0, ...tasksOf(text).map(({ id }) => Number(id.slice(1))));
  const tasks = (findings[round % findings.length] ?? []).map((finding, index) => `- [ ] T${String(lastId + index + 1).padStart(3, '0')} ${finding}`);
  const phase = `## Phase ${number}: Convergence\n\n**Purpose**: What the code still lacks of [spec.md](spec.md)\n\n${tasks.join('\n')}\n\n---\n\n`;
  const place = text.search(/^## Dependencies/m);
  return place < 0 ? `${text.trimEnd()}\n\n${phase}` : text.slice(0, place) + phase + text.slice(place);
}
