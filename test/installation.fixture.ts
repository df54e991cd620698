// A whole Specline for end-to-end tests: real NATS, PostgreSQL, git, Codex CLI and services; emulated is only what lies beyond the network.
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem, RunView } from '#contracts';
import { runsPath } from '#contracts';
import type { CloudSettings } from '../tools/sandbox/codex-cloud/cloud-settings';
import { guardianGone } from '../tools/stack/guarded-process';
import { install, type Installation, type InstallationOptions } from '../tools/stack/installation';
import { openStack, type Stack } from '../tools/stack/stack';

export interface TestInstallation extends Installation {
  stack: Stack;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  get(path: string): Promise<Answer>;
  /** Starts a run and waits until it is over. */
  finish(wish: { repository: string; featureKey?: string } & Record<string, unknown>): Promise<RunView>;
  over(id: string): Promise<RunView>;
  end(): Promise<void>;
}
/** A run or a problem; `id` is the run's. */
export type AnswerBody = Omit<Partial<RunView>, 'status'> & Omit<Partial<Problem>, 'status'> & { id: string; status?: string | number };
export interface Answer { status: number; body: AnswerBody; headers: Headers }

export interface TestOptions {
  repositories?: readonly string[];
  cloud?: Partial<CloudSettings>;
  settings?: NodeJS.ProcessEnv;
  settingsOf?: InstallationOptions['settingsOf'];
  /** An existing folder in which NATS keeps its streams, instead of one that goes with the installation. */
  natsStore?: string;
  stageProgram?: string;
  /** Servers that run already, instead of its own, and the settings that are about them. */
  servers?: { NATS_URL: string; DATABASE_URL: string } & NodeJS.ProcessEnv;
  /** Further tokens, as in SPECLINE_API_TOKENS. */
  apiTokens?: string;
  /** As for the sandbox. */
  jobHost?: string;
}

/** Settings by which waiting is short; nothing else differs from the sandbox. */
const quick: NodeJS.ProcessEnv = { SPECLINE_RETRY_DELAYS_SECONDS: '1,2,3', SPECLINE_SETTLE_SECONDS: '2', SPECLINE_CODEX_POLL_SECONDS: '1' };

export async function startInstallation({ repositories = [], cloud = {}, settings = {}, settingsOf = {}, natsStore, stageProgram, servers, apiTokens, jobHost }: TestOptions = {}): Promise<TestInstallation> {
  const folder = mkdtempSync(join(tmpdir(), 'specline-e2e-'));
  const environment = { PATH: process.env.PATH, HOME: process.env.HOME, XDG_CACHE_HOME: process.env.XDG_CACHE_HOME, SPECLINE_DATA_DIR: join(folder, 'data'), PORT: '0', ...(apiTokens ? { SPECLINE_API_TOKENS: apiTokens } : {}), ...servers };
  if (natsStore) {
    mkdirSync(environment.SPECLINE_DATA_DIR);
    symlinkSync(natsStore, join(environment.SPECLINE_DATA_DIR, 'nats'));
  }
  const report = (): void => undefined;
  const stack = await openStack({ environment, reset: false, sandbox: servers === undefined, report });
  const token = (login: string, scopes: string[]) => ({ kind: 'classic' as const, value: `ghp_${randomBytes(18).toString('hex')}`, login, scopes });
  const sandbox = { repositories, cloud: { latencyMs: 200, ...cloud }, tokens: { write: token('specline-bot', ['repo']), read: token('specline-reader', ['repo']) }, ...(jobHost ? { jobHost } : {}) };
  const installation = await install(stack, { environment, sandbox, report, settings: { ...quick, ...settings }, settingsOf, ...(stageProgram ? { stageProgram } : {}) }).catch(async (error: unknown) => {
    await stack.stop();
    throw error;
  });
  return { ...installation, stack, ...callsOf(installation), end: () => end(stack, installation, folder) };
}

function callsOf({ url, operator, client }: Installation) {
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
    const answer = await fetch(`${url}${path}`, {
      method, headers: { authorization: `Bearer ${operator.token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, headers: answer.headers, body: await answer.json() as Answer['body'] };
  };
  const over = (id: string): Promise<RunView> => client.follow(id, () => undefined, AbortSignal.timeout(300_000));
  return {
    over,
    post: (path: string, body: unknown, headers?: Record<string, string>) => call('POST', path, body, headers),
    get: (path: string) => call('GET', path),
    finish: async (wish: object) => {
      const { status, body } = await call('POST', `/${runsPath}`, wish);
      if (status !== 202) throw new Error(`the run was refused: ${status} ${JSON.stringify(body)}`);
      return over(body.id);
    },
  };
}

async function end(stack: Stack, installation: Installation, folder: string): Promise<void> {
  await stack.stop();
  await installation.stop();
  await guardianGone();
  rmSync(folder, { recursive: true, force: true });
}

/** A repository of Spec Kit features, each with two phases of two tasks in files of its own. */
export function featureFiles(features: readonly string[]): Record<string, string> {
  const files: Record<string, string> = { 'README.md': '# Fleet\n', '.specify/memory/constitution.md': '# Constitution\n' };
  for (const feature of features) {
    files[`specs/${feature}/spec.md`] = `# ${feature}\n`;
    files[`specs/${feature}/tasks.md`] = [
      `# Tasks: ${feature}`, '', '## Phase 1: Setup', '', `- [ ] T001 Create the module in src/${feature}/setup.ts`, `- [ ] T002 [P] Describe it in docs/${feature}.md`, '',
      '## Phase 2: Core', '', `- [ ] T003 Add the core in src/${feature}/core.ts`, '',
    ].join('\n');
  }
  return files;
}
