// The few web pages behind the links that Specline prints: a pull request to look at, and to merge or close as its reviewer.
import type { IncomingMessage } from 'node:http';
import { ApiError } from './api-error';
import type { PullRequests } from './pull-requests';
import type { Reply } from './reply';
import type { Repositories, Repository } from './repositories';
import type { PullRequestRecord } from './state';

const style = 'body{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}pre{background:#f6f8fa;padding:1rem;overflow:auto}form{display:inline}';
const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);

function page(title: string, content: string, status = 200): Reply {
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'" };
  return { status, headers, body: `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escape(title)}</title><style>${style}</style><h1>${escape(title)}</h1>${content}</html>` };
}

export class Pages {
  constructor(private readonly repositories: Repositories, private readonly pullRequests: PullRequests, private readonly serverUrl: string) {}

  async answer(request: IncomingMessage, url: URL): Promise<Reply> {
    const [, owner = '', name = '', number, action] = /^\/([^/]+)\/([^/]+?)(?:\.git)?(?:\/pull\/(\d+)(?:\/(merge|close))?)?\/?$/.exec(url.pathname) ?? [];
    const repository = this.repositories.find(`${owner}/${name}`)?.repository;
    if (!repository || repository.record.private) return page('Not found', '<p>There is no such page in the sandbox.</p>', 404);
    if (number === undefined) return this.repositoryPage(repository);
    const pull = this.pullRequests.find(repository, Number(number));
    if (!pull) return page('Not found', '<p>There is no such pull request.</p>', 404);
    if (action === undefined || request.method !== 'POST') return this.pullRequestPage(repository, pull);
    return this.review(request, repository, pull, action);
  }

  private async repositoryPage({ record, git, fullName }: Repository): Promise<Reply> {
    const branches = [...(await git.refs('refs/heads/')).keys()].map((ref) => `<li>${escape(ref.slice('refs/heads/'.length))}</li>`).join('');
    const pulls = record.pullRequests.map(({ number, title, state }) => `<li><a href="/${fullName}/pull/${number}">#${number} ${escape(title)}</a> (${state})</li>`).join('');
    return page(fullName, `<p>A repository of the sandbox.</p><h2>Pull requests</h2><ul>${pulls}</ul><h2>Branches</h2><ul>${branches}</ul>`);
  }

  private async pullRequestPage(repository: Repository, pull: PullRequestRecord): Promise<Reply> {
    const patch = await repository.git.text(['diff', `${pull.base.sha}...${pull.head.sha}`]);
    const state = pull.merged ? 'merged' : pull.state;
    const button = (action: string, label: string) => `<form method="post" action="/${repository.fullName}/pull/${pull.number}/${action}"><button>${label}</button></form> `;
    const review = pull.state === 'open' ? `<p>${button('merge', 'Merge pull request')}${button('close', 'Close')}</p>` : '';
    const from = `<p><b>${state}</b>: ${escape(pull.head.branch)} into ${escape(pull.base.branch)}, opened by ${escape(pull.author)}</p>`;
    return page(`${pull.title} #${pull.number}`, `${from}<p>${pull.labels.map(escape).join(', ')}</p><pre>${escape(pull.body ?? '')}</pre>${review}<h2>Changes</h2><pre>${escape(patch)}</pre>`);
  }

  private async review(request: IncomingMessage, repository: Repository, pull: PullRequestRecord, action: string): Promise<Reply> {
    // Only the page itself may press its buttons.
    if (request.headers.origin !== this.serverUrl) return page('Refused', '<p>Use the buttons on the page of the pull request.</p>', 403);
    const reviewer = { by: 'control' as const, login: 'reviewer' };
    try {
      if (action === 'merge') await this.pullRequests.merge(repository, pull, reviewer);
      else await this.pullRequests.edit(repository, pull, { state: 'closed' }, reviewer);
    } catch (error) {
      if (error instanceof ApiError) return page('Not merged', `<p>${escape(error.message)}</p>`, 409);
      throw error;
    }
    return { status: 303, headers: { location: `/${repository.fullName}/pull/${pull.number}` } };
  }
}
