// git over HTTP by git's own http-backend, behind GitHub's authentication and its words for a refusal.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { decideAccess, mayEditWorkflows } from './access';
import type { EffectJournal } from './effects';
import { startGit } from './git-process';
import type { PullRequests } from './pull-requests';
import { acceptedRefs, parseVerdicts, restateRefusals, type PushVerdict } from './push-policy';
import { textReply, type Reply } from './reply';
import type { Repositories, Repository } from './repositories';
import { loginOf, type Caller, type TokenStore } from './tokens';

type Service = 'git-upload-pack' | 'git-receive-pack';

interface GitCall {
  repository: Repository;
  service: Service;
  /** `/info/refs` or `/git-…-pack`. */
  path: string;
  caller: Caller;
}

const gitPath = /^\/([^/]+)\/([^/]+?)(?:\.git)?(\/info\/refs|\/git-upload-pack|\/git-receive-pack)$/;
const signIn = (message: string) => textReply(401, message, { 'www-authenticate': 'Basic realm="GitHub"' });

export class SmartHttp {
  private readonly running = new Set<ChildProcessWithoutNullStreams>();

  constructor(
    private readonly repositories: Repositories,
    private readonly pullRequests: PullRequests,
    private readonly tokens: TokenStore,
    private readonly effects: EffectJournal,
  ) {}

  /** Undefined when the path is not one of git's. */
  async answer(request: IncomingMessage, url: URL): Promise<Reply | undefined> {
    const [, owner, name, path] = gitPath.exec(url.pathname) ?? [];
    if (path === undefined) return undefined;
    const service = (path === '/info/refs' ? url.searchParams.get('service') : path.slice(1)) as Service | null;
    if (service !== 'git-upload-pack' && service !== 'git-receive-pack') return textReply(403, 'Please upgrade your git client.\n');
    this.effects.countRequest(`${request.method} ${path} ${service}`);
    const caller = this.tokens.callerOf(request.headers, new Date());
    const found = this.repositories.find(`${owner}/${name}`);
    const refused = refusal(found?.repository, caller, service);
    if (refused || !found) return refused ?? textReply(404, 'Repository not found.\n');
    if (found.moved) return { status: 301, headers: { location: `/${found.repository.fullName}.git${path}${url.search}` } };
    const call: GitCall = { repository: found.repository, service, path, caller };
    return path === '/git-receive-pack' ? this.push(request, call) : this.backend(request, call, url);
  }

  close(): void {
    for (const child of this.running) child.kill('SIGKILL');
  }

  private async push(request: IncomingMessage, call: GitCall): Promise<Reply> {
    const scratch = await mkdtemp(join(tmpdir(), 'github-emulator-push-'));
    const verdictFile = join(scratch, 'verdicts');
    try {
      const reply = await this.backend(request, call, new URL(request.url ?? '/', 'http://git'), policyOf(call, verdictFile));
      const body = await collect(reply.body as Readable);
      const verdicts = parseVerdicts(await readFile(verdictFile, 'utf8').catch(() => ''));
      await this.settle(call, verdicts, acceptedRefs(body));
      return { ...reply, body: restateRefusals(body, verdicts) };
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }

  private async settle({ repository, caller }: GitCall, verdicts: readonly PushVerdict[], accepted: readonly string[]): Promise<void> {
    for (const { ref, before, after } of verdicts.filter((verdict) => accepted.includes(verdict.ref))) {
      this.repositories.recordRefChange(repository, { ref, before, after, by: 'git', login: loginOf(caller) });
    }
    await this.pullRequests.followBranches(repository);
  }

  private async backend(request: IncomingMessage, call: GitCall, url: URL, policy: Record<string, string> = {}): Promise<Reply> {
    const child = startGit(['http-backend'], { ...cgiEnvironment(request, call, url), ...policy });
    this.running.add(child);
    child.once('close', () => this.running.delete(child));
    child.stderr.resume();
    child.stdin.on('error', () => undefined); // git answers a request it refuses before it has read it
    request.once('close', () => { if (!request.complete) child.kill(); });
    request.pipe(child.stdin);
    return cgiReply(child.stdout);
  }
}

function refusal(repository: Repository | undefined, caller: Caller, service: Service): Reply | undefined {
  if (caller.kind === 'rejected') return signIn('Invalid username or token. Password authentication is not supported for Git operations.\n');
  const missing = caller.kind === 'anonymous' ? signIn('Repository not found.\n') : textReply(404, 'Repository not found.\n');
  if (!repository) return missing;
  const right = service === 'git-receive-pack' ? 'write' : 'read';
  const access = decideAccess(caller, repository.record, { resources: ['contents'], right });
  if (access === 'hidden') return missing;
  if (access === 'anonymous') return signIn('No anonymous write access.\n');
  if (access === 'allowed') return right === 'write' && repository.record.archived ? textReply(403, 'This repository was archived so it is read-only.\n') : undefined;
  return textReply(403, caller.kind === 'classic' ? `Permission to ${repository.fullName}.git denied to ${caller.login}.\n` : 'Write access to repository not granted.\n');
}

function policyOf({ repository: { record }, caller }: GitCall, verdictFile: string): Record<string, string> {
  const isApp = caller.kind === 'installation';
  return {
    PUSH_VERDICTS: verdictFile,
    PUSH_PROTECTED: record.protectedBranches.map((branch) => `refs/heads/${branch}`).join(' '),
    PUSH_WORKFLOW_ACTOR: mayEditWorkflows(caller, record) ? '' : isApp ? 'a GitHub App' : 'a Personal Access Token',
    PUSH_WORKFLOW_NEED: isApp ? '`workflows` permission' : '`workflow` scope',
  };
}

function cgiEnvironment({ method, headers, socket }: IncomingMessage, { repository: { git }, path, caller }: GitCall, url: URL): Record<string, string> {
  const header = (name: string) => String(headers[name] ?? '');
  return {
    GIT_PROJECT_ROOT: dirname(git.directory),
    GIT_HTTP_EXPORT_ALL: '1',
    GIT_PROTOCOL: header('git-protocol'),
    PATH_INFO: `/${basename(git.directory)}${path}`,
    QUERY_STRING: url.search.slice(1),
    REQUEST_METHOD: method ?? 'GET',
    CONTENT_TYPE: header('content-type'),
    CONTENT_LENGTH: header('content-length'),
    HTTP_CONTENT_ENCODING: header('content-encoding'),
    REMOTE_USER: loginOf(caller),
    REMOTE_ADDR: socket.remoteAddress ?? '',
  };
}

/** Reads the CGI header and leaves the rest as a stream. */
function cgiReply(output: Readable): Promise<Reply> {
  return new Promise((resolve) => {
    const body = new PassThrough();
    let header = Buffer.alloc(0);
    const onData = (chunk: Buffer) => {
      header = Buffer.concat([header, chunk]);
      const end = header.indexOf('\r\n\r\n');
      if (end < 0) return;
      output.off('data', onData).off('end', onEnd);
      body.write(header.subarray(end + 4));
      output.pipe(body);
      resolve({ ...cgiHead(header.toString('latin1', 0, end)), body });
    };
    const onEnd = () => resolve(textReply(500, 'git http-backend ended without an answer\n'));
    output.on('data', onData).on('end', onEnd);
  });
}

function cgiHead(text: string): Pick<Reply, 'status' | 'headers'> {
  const headers = Object.fromEntries(text.split('\r\n').map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  }));
  const { status = '200', ...rest } = headers;
  return { status: Number.parseInt(status, 10), headers: rest };
}

async function collect(stream: Readable | string | undefined): Promise<Buffer> {
  if (stream === undefined || typeof stream === 'string') return Buffer.from(stream ?? '');
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
