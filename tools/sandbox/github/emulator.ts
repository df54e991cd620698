// A GitHub on this machine: git over HTTP, the REST interface and pull requests, as strict as the real one, for the sandbox and for tests.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { answerControl } from './control-http';
import { createControl, type GithubControl } from './control';
import { EffectJournal } from './effects';
import { Faults, type Fault } from './faults';
import { GithubApps, type GithubApp } from './github-apps';
import { Pages } from './pages';
import { PullRequests } from './pull-requests';
import { RateLimits } from './rate-limits';
import { discard, jsonReply, send, type Reply } from './reply';
import { Repositories } from './repositories';
import { Presenter } from './rest/presenter';
import { RestApi } from './rest/rest-api';
import type { Github } from './rest/route';
import { SmartHttp } from './smart-http';
import { StateFile } from './state';
import { TokenStore, type Token } from './tokens';

export interface GithubEmulatorOptions {
  /** Keeps `state.json` and the bare repositories; one emulator at a time. */
  dataDir: string;
  host?: string;
  port?: number;
  /** Kept in memory only: every start names its tokens. */
  tokens: readonly Token[];
  apps?: readonly GithubApp[];
  /** Requests per hour and token; GitHub's 5000 unless said otherwise. */
  rateLimit?: number;
  /** Gets one line per request: method, path, status, milliseconds. */
  logger?: (line: string) => void;
}

export interface GithubEmulator {
  /** For GITHUB_API_URL. */
  apiUrl: string;
  /** For GITHUB_SERVER_URL: pages and git. */
  serverUrl: string;
  control: GithubControl;
  close(): Promise<void>;
}

const apiRoot = '/api/v3';

export async function startGithubEmulator(options: GithubEmulatorOptions): Promise<GithubEmulator> {
  // A request may come as soon as the port is open: it waits until what answers it stands.
  const server = createServer((request, response) => void standing.then((serving) => serve(request, response, serving), () => request.socket.destroy()));
  const standing = listen(server, options.host ?? '127.0.0.1', options.port ?? 0).then((serverUrl) => assemble(options, serverUrl));
  try {
    const { apiUrl, serverUrl, control, close } = await standing;
    return { apiUrl, serverUrl, control, close: () => close(() => stop(server)) };
  } catch (error) {
    await stop(server);
    throw error;
  }
}

interface Serving {
  apiUrl: string;
  serverUrl: string;
  control: GithubControl;
  answers: FaultyAnswer;
  logger: ((line: string) => void) | undefined;
  close: (stopListening: () => Promise<void>) => Promise<void>;
}

async function assemble(options: GithubEmulatorOptions, serverUrl: string): Promise<Serving> {
  const apiUrl = `${serverUrl}${apiRoot}`;
  const github = githubOf(options, apiUrl, serverUrl);
  for (const repository of github.repositories.all()) await github.pullRequests.followBranches(repository);
  const faults = new Faults();
  const control = createControl(github, faults);
  const smartHttp = new SmartHttp(github.repositories, github.pullRequests, github.tokens, github.effects);
  const rest = new RestApi(github, apiUrl);
  const pages = new Pages(github.repositories, github.pullRequests, serverUrl);
  const answer = async (request: IncomingMessage, url: URL): Promise<Reply> => {
    if (url.pathname.startsWith('/_control/')) return answerControl(control, request, url);
    if (url.pathname === apiRoot || url.pathname.startsWith(`${apiRoot}/`)) return rest.answer(request, newRequestId());
    return await smartHttp.answer(request, url) ?? pages.answer(request, url);
  };
  const closing = new AbortController();
  const close = async (stopListening: () => Promise<void>) => {
    closing.abort();
    smartHttp.close();
    await stopListening();
    await github.state.save();
  };
  return { apiUrl, serverUrl, control, answers: new FaultyAnswer(answer, faults, closing.signal), logger: options.logger, close };
}

function githubOf({ dataDir, tokens, apps = [], rateLimit = 5000 }: GithubEmulatorOptions, apiUrl: string, serverUrl: string): Github {
  const state = new StateFile(dataDir);
  const effects = new EffectJournal(state);
  const repositories = new Repositories(join(dataDir, 'repositories'), state, effects);
  return {
    state, effects, repositories,
    pullRequests: new PullRequests(state, repositories, effects),
    tokens: new TokenStore(tokens),
    apps: new GithubApps(apps),
    rateLimits: new RateLimits(rateLimit),
    present: new Presenter(apiUrl, serverUrl),
  };
}

/** Answers, or lets a planted fault take the answer's place; undefined: drop the connection. */
class FaultyAnswer {
  constructor(
    private readonly answer: (request: IncomingMessage, url: URL) => Promise<Reply>,
    private readonly faults: Faults,
    private readonly closing: AbortSignal,
  ) {}

  async of(request: IncomingMessage, url: URL): Promise<Reply | undefined> {
    const fault = url.pathname.startsWith('/_control/') ? undefined : this.faults.take(request.method ?? 'GET', url.pathname + url.search);
    if (!fault) return this.answer(request, url);
    const fails = fault.after || fault.dropConnection || fault.status !== undefined;
    if (fault.after) await discard(await this.answer(request, url));
    await delay(fault.delayMs, undefined, { signal: this.closing });
    if (!fails) return this.answer(request, url);
    return fault.dropConnection ? undefined : replyOf(fault);
  }
}

function replyOf({ status = 502, headers, body }: Fault): Reply {
  const reply = jsonReply(status, body ?? { message: 'Server Error', status: String(status) }, headers);
  return typeof body === 'string' ? { ...reply, headers: { 'content-type': 'text/html; charset=utf-8', ...headers }, body } : reply;
}

async function serve(request: IncomingMessage, response: ServerResponse, { answers, serverUrl, logger }: Serving): Promise<void> {
  const started = performance.now();
  response.on('close', () => logger?.(`${request.method} ${request.url} ${response.statusCode} ${Math.round(performance.now() - started)} ms`));
  try {
    const reply = await answers.of(request, new URL(request.url ?? '/', serverUrl));
    if (reply === undefined) request.socket.destroy();
    else await send(reply, response);
  } catch (error) {
    logger?.(`${request.method} ${request.url} failed: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
    if (response.headersSent) request.socket.destroy();
    else await send(jsonReply(500, { message: 'Server Error' }), response);
  }
}

const newRequestId = (): string => randomUUID().toUpperCase().replace(/-/g, ':').slice(0, 28);

async function listen(server: Server, host: string, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  const { port: bound } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
