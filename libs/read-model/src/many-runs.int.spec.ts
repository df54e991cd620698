// Lists and counts stay quick with 20,000 runs, and read no more of them than they show.
import { Client } from 'pg';
import { startPostgres, type TestServer } from '../../../tools/stack/test-infrastructure';
import { insertManyRuns } from '../test/many-runs';
import { migrate } from './data-source';
import { ReadModel } from './read-model';
import type { RunFilter } from './run-filter';
import { listStatement } from './run-queries';

let postgres: TestServer;
let client: Client;
let rows: ReadModel;

beforeAll(async () => {
  postgres = await startPostgres();
  await migrate(postgres.url);
  client = new Client({ connectionString: postgres.url });
  await client.connect();
  await insertManyRuns(client, 20_000);
  rows = new ReadModel({ databaseUrl: postgres.url });
}, 120_000);
afterAll(async () => {
  await rows.close();
  await client.end();
  await postgres.dispose();
});

const filters: [string, RunFilter][] = [
  ['nothing', {}], ['a status', { status: ['failed'] }], ['several statuses', { status: ['failed', 'running'] }], ['a repository', { repository: 'Acme/Web-7' }], ['a feature', { featureKey: '003-feature' }],
  ['a failure code', { failureCode: 'patch.conflict' }], ['runs that wait', { waiting: true }],
];
const words: [string, RunFilter][] = [['a frequent word', { q: 'phase' }], ['a word that is nowhere', { q: 'nowhere-at-all' }]];

/** Milliseconds of the fastest of three: the machine may be busy with something else. */
async function timeOf(ask: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const begun = performance.now();
    await ask();
    times.push(performance.now() - begun);
  }
  return Math.min(...times);
}

interface Plan { 'Node Type': string; 'Relation Name'?: string; 'Actual Rows': number; 'Actual Loops': number; 'Rows Removed by Filter'?: number; Plans?: Plan[] }
const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

async function rowsRead(filter: RunFilter): Promise<number> {
  const { text, values } = listStatement(filter, { limit: 50 });
  const explained = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values);
  const plan = explained.rows[0]?.['QUERY PLAN'][0].Plan as Plan;
  return Math.max(...nodesOf(plan).map((node) => (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']));
}

test.each(filters)('a page of 50 filtered by %s does not read all runs', async (_, filter) => {
  expect((await rows.listRuns(filter, { limit: 50 })).runs.length).toBeGreaterThan(0);
  expect(await timeOf(() => rows.listRuns(filter, { limit: 50 }))).toBeLessThan(2000);
  expect(await rowsRead(filter)).toBeLessThan(5000);
});

test.each(words)('a page of %s takes no seconds, although no index helps', async (_, filter) => {
  expect(await timeOf(() => rows.listRuns(filter, { limit: 50 }))).toBeLessThan(3000);
});

test.each([...filters, ...words])('counts of %s take no seconds', async (_, filter) => {
  expect(await timeOf(() => rows.countRuns(filter))).toBeLessThan(3000);
});

test('repositories and the latest run of each phase are found without taking seconds', async () => {
  const elsewhere = { runIds: [], lanes: [] };
  expect(await rows.features.repositories(elsewhere)).toHaveLength(40);
  expect((await rows.features.latestOfPhases(elsewhere)).length).toBeGreaterThan(1000);
  // 40 repositories with 25 features of 7 phases are more than a board reads: of one that alone may be seen nothing is missing.
  expect(await rows.features.latestOfPhases(elsewhere, { visible: ['^acme/web-7$'] })).toHaveLength(25 * 7);
  expect(await timeOf(() => rows.features.repositories(elsewhere))).toBeLessThan(5000);
  expect(await timeOf(() => rows.features.latestOfPhases(elsewhere))).toBeLessThan(5000);
});

test('what may hold a feature is found without taking seconds, for one that is asked for and for the board', async () => {
  const question = { runIds: [], most: 50 };
  const all = await rows.brakes.histories(question);
  const [first] = all;
  expect(new Set(all.map(({ lane }) => lane)).size).toBe(40 * 25);
  expect(await rows.brakes.histories({ ...question, lane: first!.lane })).toEqual(all.filter(({ lane }) => lane === first!.lane));
  expect(await timeOf(() => rows.brakes.histories({ ...question, lane: first!.lane }))).toBeLessThan(1000);
  expect(await timeOf(() => rows.brakes.histories(question))).toBeLessThan(5000);
});
