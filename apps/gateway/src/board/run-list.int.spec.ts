// The list of runs and its counts are the same before and after the rows have caught up.
import { NewsBoard } from '#bus';
import { runsPath, type RunCounts, type RunView } from '#contracts';
import { until } from '../../../../tools/stack/until';
import { projectAll, tokens } from '../gateway.fixture';
import { useGateway } from '../test-servers.fixture';
import { failRun } from '../stage-facts.fixture';

const servers = useGateway();

const headers = { authorization: `Bearer ${tokens.operator}` };
const get = async <T>(url: string): Promise<T> => (await servers.gateway.server.inject({ url, headers })).json<T>();
const listed = async (query: string): Promise<string[]> => (await get<{ items: RunView[] }>(`/${runsPath}?${query}`)).items.map(({ id }) => id);
const counted = (query = ''): Promise<RunCounts> => get<RunCounts>(`/${runsPath}/counts?${query}`);
const newRun = async (featureKey: string, more: object = {}): Promise<RunView> => (
  (await servers.gateway.server.inject({ method: 'POST', url: `/${runsPath}`, headers, payload: { repository: 'acme/web', featureKey, ...more } })).json<RunView>());
const failed = async (run: RunView, code: string): Promise<void> => {
  const { sequence } = await failRun(servers.gateway.log, run.id, 'discover', code);
  await until('the failure is heard', async () => servers.gateway.board.tail.last >= sequence || undefined);
};
const tailIsEmpty = () => until('the tail is empty', async () => { await servers.gateway.board.followRows(); return servers.gateway.board.tail.size === 0 || undefined; });

/** Everything a console asks, to be compared before and after the rows have it. */
async function everything() {
  const queries = ['', 'status=failed', 'status=failed,pending', 'status=cancelled', 'failureCode=tasks_file.missing', 'waiting=true', 'waiting=false', 'q=002-', 'q=ACME/WEB%20003', 'q=nobody', 'q=', 'status='];
  const lists = await Promise.all(queries.map((query) => listed(query)));
  const counts = await Promise.all(queries.filter((query) => !query.startsWith('status')).map((query) => counted(query)));
  return { lists: Object.fromEntries(queries.map((query, index) => [query, lists[index]])), counts };
}

test('filters and counts say of runs in memory what they say of rows', async () => {
  const first = await newRun('001-a');
  await failed(first, 'tasks_file.missing');
  const second = await newRun('002-b');
  await failed(second, 'feature.ambiguous');
  await projectAll(servers.gateway.log, servers.postgres.url);
  await tailIsEmpty();
  // The lane of the second goes on, so nobody waits for it any more; the rows do not know that yet.
  const again = await newRun('002-b');
  const third = await newRun('003-c', { externalRef: 'nothing%special' });
  await failed(third, 'tasks_file.missing');
  const before = await everything();
  expect(before.lists).toMatchObject({
    '': [third.id, again.id, second.id, first.id], 'status=failed': [third.id, second.id, first.id], 'status=failed,pending': [third.id, again.id, second.id, first.id], 'status=cancelled': [],
    'failureCode=tasks_file.missing': [third.id, first.id], 'waiting=true': [third.id, first.id], 'q=002-': [again.id, second.id], 'q=ACME/WEB%20003': [third.id], 'q=nobody': [],
  });
  expect(before.lists['q=']).toEqual(before.lists['']);
  expect(await counted()).toEqual({ total: 4, waiting: 2, byStatus: { pending: 1, running: 0, retrying: 0, succeeded: 0, failed: 3, no_work: 0, no_changes: 0, cancelled: 0 } });
  expect(await counted('waiting=true')).toMatchObject({ total: 2, waiting: 2, byStatus: { failed: 2 } });
  await projectAll(servers.gateway.log, servers.postgres.url);
  await tailIsEmpty();
  expect(await everything()).toEqual(before);
});

test('a run whose stage has begun is listed and counted as running, although its row is pending', async () => {
  const run = await newRun('010-news');
  await projectAll(servers.gateway.log, servers.postgres.url);
  await tailIsEmpty();
  expect(await listed('status=running')).toEqual([]);
  new NewsBoard(servers.gateway.connection).tell({ runId: run.id, stage: 'discover', kind: 'started', attempt: 1, trigger: run.lastSequence, at: new Date().toISOString(), worker: 'discovery@h:1' });
  await until('it is listed', async () => (await listed('status=running')).includes(run.id) || undefined);
  expect(await listed('status=pending&featureKey=010-news')).toEqual([]);
  expect((await counted('featureKey=010-news')).byStatus).toMatchObject({ running: 1, pending: 0 });
});

test.each(['status=sleeping', 'status=failed,sleeping', 'waiting=perhaps', `q=${'x'.repeat(300)}`, 'colour=red'])('%s is refused with the field', async (query) => {
  expect(await get(`/${runsPath}?${query}`)).toMatchObject({ status: 400, code: 'request.invalid', errors: [{ field: query.split('=')[0] }] });
});
