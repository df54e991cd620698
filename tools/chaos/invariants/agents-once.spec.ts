import { fact, requested, runId } from '../../../libs/contracts/fixtures/sample-facts';
import { JobSightings, type SeenJob } from '../jobs/job-sightings';
import type { Scene } from '../scene';
import { agentsOnce } from './agents-once';
import type { Evidence } from './invariant';

const succeededAt = '2026-11-28T10:00:30.500Z';
const agent = (id: string, createdAt: string, more: Partial<SeenJob> = {}): SeenJob => ({ id, name: `job-${id}`, runId, stage: 'specify', attempt: 1, role: 'phase', running: true, createdAt: Date.parse(createdAt), ...more });

/** What is broken for a run that specified and ended well, when the engine showed these jobs, one list for each look. */
function broken(...looks: SeenJob[][]): string[] {
  const sightings = new JobSightings();
  for (const look of looks) sightings.saw(look);
  const facts = [requested(), fact({ stage: 'specify', state: 'succeeded', next: 'plan', at: succeededAt }), fact({ stage: 'finalize', state: 'succeeded', next: 'none', outcome: 'succeeded', at: succeededAt })];
  const run = { id: runId, featureKey: '003-cart', askedAt: 0, facts: facts.map((one, index) => ({ sequence: index + 1, fact: one })), effects: { branches: 1, pullRequests: 1 } };
  return agentsOnce({ scene: { world: { engine: { sightings } } } as unknown as Scene, runs: [run], wrongAnswers: [] } satisfies Evidence) as string[];
}

it('an agent that was asked once, or again because its first container came to grief, breaks nothing', () => {
  const first = agent('a', '2026-11-28T10:00:00Z');
  expect(broken([first], [{ ...first, running: false }])).toEqual([]);
  expect(broken([first], [{ ...first, running: false }, agent('b', '2026-11-28T10:00:20Z', { attempt: 2 })])).toEqual([]);
});

it('two jobs of a run at the same moment are found', () => {
  expect(broken([agent('a', '2026-11-28T10:00:00Z'), agent('b', '2026-11-28T10:00:01Z', { role: 'checkout' })])).toEqual([expect.stringContaining('2 containers')]);
});

it('an agent that is asked after the success of its stage, and a success that no agent was seen for, are found', () => {
  expect(broken([agent('a', '2026-11-28T10:00:00Z', { running: false }), agent('b', '2026-11-28T10:00:40Z')])).toEqual([expect.stringContaining('job-b was started after')]);
  expect(broken([agent('c', '2026-11-28T10:00:00Z', { role: 'checkout' })])).toEqual([expect.stringContaining('no agent')]);
});

it('a world without an engine has nothing to say', () => {
  expect(agentsOnce({ scene: { world: {} } as unknown as Scene, runs: [], wrongAnswers: [] })).toEqual([]);
});
