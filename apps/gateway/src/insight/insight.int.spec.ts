// Insight and feedback through the API.
import { randomUUID } from 'node:crypto';
import { insightPath, insightSchema, runsPath, type Insight, type RunView } from '#contracts';
import { projectAll, tokens } from '../gateway.fixture';
import { useGateway } from '../test-servers.fixture';
import { failRun } from '../stage-facts.fixture';
import { operatorOf } from './insight-reader';

const servers = useGateway();

const as = (role: 'operator' | 'viewer') => ({ authorization: `Bearer ${tokens[role]}` });
const get = (url: string) => servers.gateway.server.inject({ url, headers: as('viewer') });
const say = (runId: string, payload: object, role: 'operator' | 'viewer' = 'operator') => servers.gateway.server.inject({ method: 'POST', url: `/${runsPath}/${runId}/feedback`, headers: as(role), payload });

test('without runs every number is there, and nothing is divided by zero', async () => {
  const insight = (await get(`/${insightPath}?days=7`)).json<Insight>();
  expect(insightSchema.parse(insight)).toEqual(insight);
  expect(insight).toMatchObject({ days: 7, successRate: null, feedback: { rate: null, objectiveShare: 0.9 }, operator: { minutesPerPhase: null, savedShare: null, manualBaselineMinutes: 120, objectiveShare: 0.7 } });
  expect(insight.runsPerDay).toHaveLength(7);
  expect(insight.timeToPullRequest).toMatchObject([{ workflow: 'next-phase', objectiveMinutes: 15, objectiveShare: 0.95, withinShare: null }, { workflow: 'specify', objectiveMinutes: 20 }]);
});

test.each(['0', '91', '1.5', 'all'])('%s days are refused', async (days) => {
  expect((await get(`/${insightPath}?days=${days}`)).json()).toMatchObject({ status: 400, errors: [{ field: 'days' }] });
});

test('feedback on a failed run is kept, replaced by the same operator, and counted', async () => {
  const run = (await servers.gateway.server.inject({ method: 'POST', url: `/${runsPath}`, headers: as('operator'), payload: { repository: 'acme/web', featureKey: '001-a' } })).json<RunView>();
  await failRun(servers.gateway.log, run.id, 'discover');
  await projectAll(servers.gateway.log, servers.postgres.url);
  expect((await say(run.id, { enough: false, note: 'Which file?' })).statusCode).toBe(204);
  expect((await say(run.id, { enough: true })).statusCode).toBe(204);
  expect((await get(`/${runsPath}/${run.id}/feedback`)).json()).toEqual({ runId: run.id, feedback: [{ principal: 'ada', enough: true, note: null, at: expect.any(String) }] });
  const insight = (await get(`/${insightPath}?days=1`)).json<Insight>();
  expect(insightSchema.parse(insight)).toEqual(insight);
  expect(insight).toMatchObject({ feedback: { yes: 1, no: 0, rate: 1 }, totals: { failed: 1 }, successRate: 0, failures: [{ code: 'test.failed', failures: 1, runs: 1 }], operator: { actions: 1 } });
});

test('only an operator says so, of a run that there is, with yes or no', async () => {
  expect((await say(randomUUID(), { enough: true })).json()).toMatchObject({ status: 404, code: 'run.unknown' });
  expect((await say('..', { enough: true })).statusCode).toBe(404);
  expect((await say(randomUUID(), { enough: true }, 'viewer')).json()).toMatchObject({ status: 403, code: 'auth.role' });
  expect((await say(randomUUID(), { enough: 'perhaps' })).json()).toMatchObject({ status: 400, errors: [{ field: 'enough' }] });
});

test('operators\' minutes are actions and waits, by phase, against the time without Specline', () => {
  expect(operatorOf({ actions: 6, waitedMinutes: 24, phases: 2 }, { action: 2, manualBaseline: 120 })).toMatchObject({ minutesPerPhase: 18, savedShare: 0.85 });
  expect(operatorOf({ actions: 0, waitedMinutes: 480, phases: 2 }, { action: 2, manualBaseline: 120 })).toMatchObject({ savedShare: -1 });
});
