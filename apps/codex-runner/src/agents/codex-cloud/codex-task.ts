// Reads what the Codex CLI prints. Everything here is data from outside: ids and titles are written by a service and by agents.
import { z } from 'zod';

const TASK_URL_ROOT = 'https://chatgpt.com/codex/tasks/';
const TASK_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;

/** Safe as an argument and as a part of a URL: no dot, no slash, no leading dash. */
export const codexTaskId = z.string().regex(TASK_ID);

/** The CLI shows a cancelled task as `error`. */
export const codexTaskStatus = z.enum(['pending', 'ready', 'applied', 'error']);
export type CodexTaskStatus = z.infer<typeof codexTaskStatus>;

const count = z.number().int().min(0);

/** The size of the task's diff; all zero when there is none. */
export const diffSummary = z.object({ filesChanged: count, linesAdded: count, linesRemoved: count });
export type DiffSummary = z.infer<typeof diffSummary>;

/** `updatedAt` is ISO 8601; the CLI fills in the present time when the service names none. */
export const codexTask = z.object({
  id: codexTaskId,
  url: z.string(),
  title: z.string(),
  status: codexTaskStatus,
  updatedAt: z.string(),
  summary: diffSummary,
  attempts: count.nullable(),
});
export type CodexTask = z.infer<typeof codexTask>;

/** One page of an environment's tasks, newest first; `cursor` leads to the next one. */
export interface CodexTaskPage {
  readonly tasks: readonly CodexTask[];
  readonly cursor: string | null;
}

const printedPage = z.object({
  tasks: z.array(z.object({
    id: codexTaskId,
    url: z.string(),
    title: z.string(),
    status: codexTaskStatus,
    updated_at: z.string(),
    summary: z.object({ files_changed: count, lines_added: count, lines_removed: count }),
    attempt_total: count.nullish(),
  }).refine(({ id, url }) => url === taskUrl(id), 'the URL is not the task\'s')),
  cursor: z.string().min(1).nullish(),
});

export const taskUrl = (id: string): string => TASK_URL_ROOT + id;

/** Reads `codex cloud list --json`. One strange entry refuses the page: a task that is left out could be one's own. @throws when it is not such a page */
export function parseTaskPage(stdout: string): CodexTaskPage {
  const page = printedPage.parse(JSON.parse(stdout));
  return {
    tasks: page.tasks.map(({ id, url, title, status, updated_at: updatedAt, summary, attempt_total: attempts }) => ({
      id, url, title, status, updatedAt, attempts: attempts ?? null,
      summary: { filesChanged: summary.files_changed, linesAdded: summary.lines_added, linesRemoved: summary.lines_removed },
    })),
    cursor: page.cursor ?? null,
  };
}

/** Reads `codex cloud exec`: the task's URL and nothing else. @throws when it is not that */
export function parseCreatedTask(stdout: string): { taskId: string; url: string } {
  const url = stdout.trim();
  if (!url.startsWith(TASK_URL_ROOT)) throw new Error('not the URL of a Codex task');
  return { taskId: codexTaskId.parse(url.slice(TASK_URL_ROOT.length)), url };
}

export interface CodexTaskDetail {
  readonly status: CodexTaskStatus;
  readonly title: string;
  readonly summary: DiffSummary;
}

const STATUS_LINE = /^\[(PENDING|READY|APPLIED|ERROR)\] ([^\n]*)/;
const SUMMARY_LINE = /\n(?:no diff|\+(\d+)\/-(\d+) \u2022 (\d+) files?)\s*$/;

/** Reads `codex cloud status`. A title may hold line feeds and imitate the rest, so only the very first and the very last line count. @throws when they are missing */
export function parseTaskDetail(stdout: string): CodexTaskDetail {
  const first = STATUS_LINE.exec(stdout);
  const last = SUMMARY_LINE.exec(stdout);
  if (!first || !last) throw new Error('not the status of a Codex task');
  return {
    status: codexTaskStatus.parse(first[1]!.toLowerCase()),
    title: first[2]!,
    summary: { filesChanged: Number(last[3] ?? 0), linesAdded: Number(last[1] ?? 0), linesRemoved: Number(last[2] ?? 0) },
  };
}

/** The diff byte for byte, as the CLI prints it. @throws when it has not the form of a unified diff; what it changes is not judged here */
export function parseDiff(stdout: string): string {
  if (!/^(diff --git |--- )/m.test(stdout)) throw new Error('not a unified diff');
  return stdout;
}

/** Reads `codex --version`. @throws when there is no version in it */
export function parseVersion(stdout: string): string {
  return z.string().regex(/^\d+\.\d+\.\d+[\w.+-]*$/).parse(/^codex-cli (\S+)\s*$/.exec(stdout)?.[1]);
}

/** `canUseCloud` says what kind of sign-in there is, not that the service still accepts it; only a call like `list` tells that. */
export interface CodexLogin {
  readonly method: 'chatgpt' | 'access_token' | 'api_key' | 'other' | 'none';
  readonly canUseCloud: boolean;
}

/** Reads `codex login status`, which prints to stderr. */
export function parseLogin(exitCode: number | null, stderr: string): CodexLogin {
  if (exitCode !== 0) return { method: 'none', canUseCloud: false };
  if (/^Logged in using ChatGPT\b/m.test(stderr)) return { method: 'chatgpt', canUseCloud: true };
  if (/^Logged in using personal access token\b/m.test(stderr)) return { method: 'access_token', canUseCloud: true };
  return { method: /API key/i.test(stderr) ? 'api_key' : 'other', canUseCloud: false };
}
