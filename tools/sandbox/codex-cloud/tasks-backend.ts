// chatgpt.com/backend-api/wham: environments and tasks, the calls that `codex cloud` makes.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ChatGptLogins } from './chatgpt-logins';
import type { CloudSettings } from './cloud-settings';
import type { CloudTask } from './cloud-task';
import type { CloudEnvironment, CloudTasks } from './cloud-tasks';
import { Refusal } from './service-application';
import { listItem, siblingTurns, taskDetails, type ViewedTask } from './task-views';

export interface TasksBackend {
  environments: readonly CloudEnvironment[];
  tasks: CloudTasks;
  logins: ChatGptLogins;
  settings: CloudSettings;
}

const TextMessage = z.strictObject({
  type: z.literal('message'),
  role: z.literal('user'),
  content: z.array(z.strictObject({ content_type: z.literal('text'), text: z.string() })).min(1),
});

/** As the CLI 0.169.0 sends it; `metadata` only with more than one attempt. */
const CreateTask = z.strictObject({
  new_task: z.strictObject({ environment_id: z.string(), branch: z.string().min(1).optional(), run_environment_in_qa_mode: z.boolean() }),
  input_items: z.array(TextMessage).min(1),
  metadata: z.strictObject({ best_of_n: z.int().min(1).max(4) }).optional(),
});

const ListTasks = z.strictObject({
  limit: z.coerce.number().int().min(1).max(20).default(20),
  task_filter: z.literal('current').default('current'),
  environment_id: z.string().optional(),
  cursor: z.string().optional(),
});

const ROOT = '/backend-api/wham';

export function registerTasksBackend(application: FastifyInstance, backend: TasksBackend): void {
  const { environments, tasks } = backend;
  const signedIn = async (request: FastifyRequest) => requireLogin(request, backend.logins);

  application.get(`${ROOT}/environments`, { config: { call: 'environments' }, onRequest: signedIn }, async () => environments.map(environmentItem));

  application.get<{ Params: { owner: string; name: string } }>(
    `${ROOT}/environments/by-repo/github/:owner/:name`,
    { config: { call: 'environments' }, onRequest: signedIn },
    async ({ params }) => environments.filter(({ repository }) => repository.toLowerCase() === `${params.owner}/${params.name}`.toLowerCase()).map(environmentItem),
  );

  application.post(`${ROOT}/tasks`, { config: { call: 'create' }, onRequest: signedIn }, async ({ body }) => {
    const { new_task, input_items, metadata } = valid(CreateTask, body);
    const environment = environmentOf(environments, new_task.environment_id);
    const prompt = input_items.flatMap(({ content }) => content.map(({ text }) => text)).join('\n\n');
    if (prompt.trim() === '') throw new Refusal(422, 'The prompt is empty.');
    const task = await tasks.create({ environment, prompt, branch: new_task.branch, attempts: metadata?.best_of_n ?? 1 });
    return { task: taskDetails(viewed(backend, task, Date.now())).task };
  });

  application.get(`${ROOT}/tasks/list`, { config: { call: 'list' }, onRequest: signedIn }, async ({ query }) => listed(backend, valid(ListTasks, query)));

  application.get<{ Params: { id: string } }>(`${ROOT}/tasks/:id`, { config: { call: 'detail' }, onRequest: signedIn }, async ({ params }) =>
    taskDetails(viewed(backend, taskOf(tasks, params.id), Date.now())),
  );

  application.get<{ Params: { id: string; turn: string } }>(
    `${ROOT}/tasks/:id/turns/:turn/sibling_turns`,
    { config: { call: 'siblings' }, onRequest: signedIn },
    async ({ params }) => {
      const siblings = siblingTurns(viewed(backend, taskOf(tasks, params.id), Date.now()), params.turn);
      if (!siblings) throw new Refusal(404, 'Turn not found');
      return siblings;
    },
  );
}

/** Newest first. The cursor is the sequence of the page's last task, so tasks that arrive meanwhile move nothing. */
function listed(backend: TasksBackend, { limit, environment_id, cursor }: z.output<typeof ListTasks>) {
  const at = Date.now() - backend.settings.listingLagMs;
  if (environment_id !== undefined) environmentOf(backend.environments, environment_id);
  const before = cursor === undefined ? Infinity : Number(Buffer.from(cursor, 'base64url').toString());
  if (Number.isNaN(before)) throw new Refusal(400, 'Invalid cursor');
  const matches = (task: CloudTask) => task.createdAt <= at && task.sequence < before && (environment_id ?? task.environmentId) === task.environmentId;
  const found = backend.tasks.newestFirst().filter(matches);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map((task) => listItem(viewed(backend, task, at))),
    cursor: found.length > page.length && last ? Buffer.from(String(last.sequence)).toString('base64url') : null,
  };
}

function requireLogin(request: FastifyRequest, logins: ChatGptLogins): void {
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const login = logins.check(bearer, Date.now());
  if (!login.ok) throw new Refusal(401, { code: `token_${login.reason}`, message: 'Your authentication token is not valid. Please sign in again.' });
  if (request.headers['chatgpt-account-id'] !== login.accountId) throw new Refusal(403, 'The account of this request is not that of its token.');
}

function viewed({ environments, settings }: TasksBackend, task: CloudTask, at: number): ViewedTask {
  const environment = environments.find(({ id }) => id === task.environmentId);
  const title = settings.titles === 'generated' ? 'Implement the next tasks of the feature' : task.title;
  return { task, environmentLabel: environment?.label ?? task.environmentId, title, at };
}

function environmentItem({ id, label }: CloudEnvironment) {
  return { id, label, is_pinned: false, task_count: 0 };
}

function environmentOf(environments: readonly CloudEnvironment[], id: string): CloudEnvironment {
  const environment = environments.find((candidate) => candidate.id === id);
  if (!environment) throw new Refusal(404, 'Environment not found');
  return environment;
}

function taskOf(tasks: CloudTasks, id: string): CloudTask {
  const task = tasks.find(id);
  if (!task) throw new Refusal(404, 'Task not found');
  return task;
}

function valid<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (!result.success) throw new Refusal(422, result.error.issues.map(({ path, message }) => ({ loc: path, msg: message })));
  return result.data;
}
