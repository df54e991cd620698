import { nextOf } from './docker';

const job = { runId: 'run', stage: 'specify', attempt: 2, role: 'phase' } as const;

it('the name that a run needs next is that of its agent after a checkout, and of the next step\'s checkout after an agent', () => {
  expect(nextOf({ ...job, role: 'checkout' })).toEqual(job);
  expect(nextOf(job)).toEqual({ ...job, stage: 'plan', role: 'checkout' });
  expect(nextOf({ ...job, stage: 'tasks' })).toBeUndefined();
});
