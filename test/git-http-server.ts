// A real smart-HTTP git server for tests: node's http server in front of `git http-backend`, with a token, counters and faults.
import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What one request asked for; `repository` is `owner/name`, `service` the git service it talks to. */
export interface GitRequest {
  readonly method: string;
  readonly repository: string;
  readonly service: 'git-upload-pack' | 'git-receive-pack';
  readonly phase: 'advertise' | 'exchange';
}

/**
 * A fault, or a hook, for one request: answer a status, drop the connection, never answer, or do the work and then lose the answer.
 * `void` lets the request through.
 */
export type GitFault = { readonly status: number; readonly location?: string } | 'drop' | 'hang' | 'lose-answer';
export type GitHook = (request: GitRequest) => GitFault | void | Promise<GitFault | void>;

export interface GitHttpServerOptions {
  /** Folder with bare repositories at `<owner>/<name>.git`. */
  readonly root: string;
  /** The only accepted token, as user `x-access-token`; without it everybody may read and write. */
  readonly token?: string;
  /** A token that reads and may not push. */
  readonly readToken?: string;
}

export class GitHttpServer {
  /** Every request that passed authentication, in order. */
  readonly requests: GitRequest[] = [];
  /** Bytes of pack data received by pushes. */
  receivedBytes = 0;
  hook: GitHook = () => undefined;

  private constructor(private readonly server: Server, private readonly options: GitHttpServerOptions) {}

  static async start(options: GitHttpServerOptions): Promise<GitHttpServer> {
    const server = createServer();
    const git = new GitHttpServer(server, options);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      git.answer(request, response).catch((error: Error) => response.destroy(error));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return git;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  urlOf(repository: string): string {
    return `${this.origin}/${repository}.git`;
  }

  /** How many requests of that kind came through. */
  count(service: GitRequest['service'], phase: GitRequest['phase'] = 'exchange'): number {
    return this.requests.filter((request) => request.service === service && request.phase === phase).length;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.origin);
    const asked = parse(request.method ?? 'GET', url);
    if (!asked) return refuse(response, 404);
    const allowed = this.authorize(request, asked);
    if (allowed !== 200) return refuse(response, allowed);
    this.requests.push(asked);
    const fault = await this.hook(asked);
    if (fault === 'hang') return;
    if (fault === 'drop') return void response.destroy();
    if (typeof fault === 'object') return refuse(response, fault.status, fault.location);
    this.runBackend(request, response, url, fault === 'lose-answer');
  }

  private authorize(request: IncomingMessage, asked: GitRequest): number {
    const { token, readToken } = this.options;
    if (!token) return 200;
    const [scheme, credentials = ''] = (request.headers.authorization ?? '').split(' ');
    const [user, given] = Buffer.from(credentials, 'base64').toString().split(':');
    if (scheme !== 'Basic' || user !== 'x-access-token') return 401;
    if (given === token) return 200;
    if (given !== readToken) return 401;
    return asked.service === 'git-receive-pack' ? 403 : 200;
  }

  private runBackend(request: IncomingMessage, response: ServerResponse, url: URL, loseAnswer: boolean): void {
    const backend = spawn('git', ['http-backend'], { env: this.cgiEnvironment(request, url), stdio: ['pipe', 'pipe', 'ignore'] });
    const chunks: Buffer[] = [];
    backend.stdin.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => {
      if (url.pathname.endsWith('/git-receive-pack')) this.receivedBytes += chunk.length;
    });
    request.pipe(backend.stdin);
    backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    backend.on('close', () => (loseAnswer ? response.destroy() : send(response, Buffer.concat(chunks))));
  }

  private cgiEnvironment(request: IncomingMessage, url: URL): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      HOME: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_PROJECT_ROOT: this.options.root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      REMOTE_USER: 'x-access-token',
      REMOTE_ADDR: '127.0.0.1',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    };
  }
}

function parse(method: string, url: URL): GitRequest | undefined {
  const [, repository, path] = /^\/([^/]+\/[^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/.exec(url.pathname) ?? [];
  const service = path === 'info/refs' ? url.searchParams.get('service') : path;
  if (!repository || (service !== 'git-upload-pack' && service !== 'git-receive-pack')) return undefined;
  return { method, repository, service, phase: path === 'info/refs' ? 'advertise' : 'exchange' };
}

function refuse(response: ServerResponse, status: number, location?: string): void {
  const headers: Record<string, string> = { connection: 'close' };
  if (status === 401) headers['www-authenticate'] = 'Basic realm="git"';
  if (location) headers.location = location;
  response.writeHead(status, headers).end(`status ${status}\n`);
}

/** Turns a CGI answer (headers, empty line, body) into an HTTP one. */
function send(response: ServerResponse, answer: Buffer): void {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return refuse(response, 500);
  let status = 200;
  for (const line of answer.subarray(0, end).toString('latin1').split('\r\n')) {
    const [name = '', value = ''] = line.split(/:\s*/, 2);
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.writeHead(status).end(answer.subarray(end + 4));
}
