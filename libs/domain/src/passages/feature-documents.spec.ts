import { featureDocuments } from './feature-documents';
import { taskQuestions } from './task-questions';

it('the documents of a feature are those that Spec Kit writes and the contracts, the most telling first', () => {
  const paths = ['tasks.md', 'contracts/b.yaml', 'contracts/a/c.md', 'checklists/requirements.md', 'plan.md', 'quickstart.md', 'spec.md', 'research.md', 'data-model.md', 'contracts/logo.png', 'contracts/package-lock.json', 'notes/spec.md', 'contracts/node_modules/x.json'];
  expect(featureDocuments(paths)).toEqual(['spec.md', 'plan.md', 'data-model.md', 'research.md', 'quickstart.md', 'contracts/a/c.md', 'contracts/b.yaml']);
});
it('each task asks in its own words and with the files it names, on one line', () => {
  expect(taskQuestions([{ text: 'Add\u0000 the cart\nto `src/cart.ts`', files: ['src/cart.ts', 'src/item.ts'] }, { text: ' ', files: [] }])).toEqual(["Add the cart to 'src/cart.ts' src/item.ts"]);
});
it('long lists and long tasks are bounded', () => {
  const questions = taskQuestions(Array.from({ length: 500 }, () => ({ text: 'x'.repeat(10_000), files: [] })));
  expect([questions.length, questions[0]?.length]).toEqual([60, 2000]);
});
