// Recovery in an environment that others use as well: how many newer tasks there are must not decide whether a second one is made.
import { markerOf } from '#domain';
import { StageBench, contextOf, type StageTrial } from '../../../../../libs/stage-runtime/src/stage-context.fixture';
import { TaskSubmission, type TaskCalls } from './task-submission';
import type { CodexTask } from './codex-task';

const bench = new StageBench();
afterAll(() => bench.close());

/** A Codex Cloud in memory, newest first; `made` are the prompts that it took. */
function cloudWith(titles: readonly string[]) {
  const summary = { filesChanged: 0, linesAdded: 0, linesRemoved: 0 };
  const tasks = titles.map((title, index): CodexTask => ({ id: `task_${index}`, url: `https://example.test/${index}`, title, status: 'ready', updatedAt: '2026-01-01T00:00:00.000Z', summary, attempts: 1 }));
  const made: string[] = [];
  const calls: TaskCalls = {
    listTasks: async ({ limit = 20, cursor }) => {
      const begin = Number(cursor ?? 0);
      return { tasks: tasks.slice(begin, begin + limit), cursor: begin + limit < tasks.length ? String(begin + limit) : null };
    },
    createTask: async ({ prompt }) => ({ taskId: `made_${made.push(prompt)}`, url: 'https://example.test/made' }),
  };
  return { made, door: { inOneTurn: <T>(work: (given: TaskCalls) => Promise<T>) => work(calls) } };
}

async function recovering(known: string[]): Promise<StageTrial> {
  return bench.start('submit', contextOf({ repository: 'acme/web' }), { recovering: { data: { knownTaskIds: known }, at: new Date() } });
}

const others = (count: number): string[] => Array.from({ length: count }, (_, index) => `[specline:other-${index}/1] their phase`);

async function submitted(titlesOf: (marker: string) => string[], known: string[] = []) {
  const { context } = await recovering(known);
  const marker = markerOf(context.runId, 1);
  const { made, door } = cloudWith(titlesOf(marker));
  const answer = new TaskSubmission(door, { settleSeconds: 0 }).submit({ environment: 'e', branch: 'main', prompt: marker, attempts: 1, marker }, context, () => undefined);
  return { answer, made };
}

it('its own task is found below 300 newer ones', async () => {
  const { answer, made } = await submitted((marker) => [...others(300), `${marker} ours`, ...others(30)]);
  await expect(answer).resolves.toMatchObject({ taskId: 'task_300', adopted: true });
  expect(made).toEqual([]);
});

it('when the newer ones are so many that it is not looked below them, none is made and it is said where to look', async () => {
  const { answer, made } = await submitted((marker) => [...others(600), `${marker} ours`]);
  await expect(answer).rejects.toMatchObject({ failure: { code: 'submit.unclear', message: expect.stringContaining('500 newer tasks'), remediation: expect.stringContaining('[specline:') } });
  expect(made).toEqual([]);
});

it('a task that was known before ends the look: what is older cannot be its own', async () => {
  const { answer, made } = await submitted(() => others(2000), ['task_450']);
  await expect(answer).resolves.toMatchObject({ adopted: false });
  expect(made).toHaveLength(1);
});
