// Writes records in the shapes of GitHub's REST interface; checked against the client library's own types.
import { createHash } from 'node:crypto';
import type { RestEndpointMethodTypes } from '@octokit/rest';
import { roleOf } from '../access';
import type { CommitDetails } from '../bare-repository';
import type { Repository } from '../repositories';
import type { Label, PullRequestRecord, RepositoryRecord, Role } from '../state';
import type { Caller } from '../tokens';

type Answer<Group extends keyof RestEndpointMethodTypes, Name extends keyof RestEndpointMethodTypes[Group]> =
  RestEndpointMethodTypes[Group][Name] extends { response: { data: infer Data } } ? Data : never;
/** A subset of what GitHub answers: every field present has GitHub's name and type. */
type Some<T> = { [Key in keyof T]?: T[Key] extends object ? Some<T[Key]> : T[Key] };

const rank: Record<Role, number> = { read: 1, write: 2, admin: 3 };

/** Stable small number for an account, as GitHub's user id. */
export const userIdOf = (login: string): number => createHash('sha256').update(login.toLowerCase()).digest().readUIntBE(0, 4);
const nodeId = (kind: string, id: number): string => Buffer.from(`${kind}${id}`).toString('base64url');

export class Presenter {
  constructor(private readonly apiUrl: string, private readonly serverUrl: string) {}

  apiOf({ owner, name }: RepositoryRecord): string {
    return `${this.apiUrl}/repos/${owner}/${name}`;
  }

  htmlOf({ owner, name }: RepositoryRecord): string {
    return `${this.serverUrl}/${owner}/${name}`;
  }

  user(login: string) {
    const id = userIdOf(login);
    return {
      login, id, node_id: nodeId('U_', id), avatar_url: '', gravatar_id: '', url: `${this.apiUrl}/users/${login}`, html_url: `${this.serverUrl}/${login}`,
      type: login.endsWith('[bot]') ? 'Bot' : 'User', site_admin: false,
    } satisfies Some<Answer<'users', 'getByUsername'>>;
  }

  repository({ record }: Repository, caller: Caller) {
    const url = this.apiOf(record);
    return {
      id: record.id, node_id: nodeId('R_', record.id), name: record.name, full_name: `${record.owner}/${record.name}`, private: record.private,
      visibility: record.private ? 'private' : 'public', owner: this.user(record.owner), html_url: this.htmlOf(record), description: null, fork: false,
      url, clone_url: `${this.htmlOf(record)}.git`, git_url: `${this.htmlOf(record).replace(/^https?/, 'git')}.git`, default_branch: record.defaultBranch,
      archived: record.archived, disabled: false, has_issues: true, open_issues_count: record.pullRequests.filter(({ state }) => state === 'open').length,
      created_at: record.createdAt, updated_at: record.pushedAt, pushed_at: record.pushedAt, allow_merge_commit: true, delete_branch_on_merge: false,
      permissions: permissionsOf(record, caller),
    } satisfies Some<Answer<'repos', 'get'>>;
  }

  label(record: RepositoryRecord, { id, name, color, description }: Label) {
    const url = `${this.apiOf(record)}/labels/${encodeURIComponent(name)}`;
    return { id, node_id: nodeId('LA_', id), url, name, color, default: false, description } satisfies Some<Answer<'issues', 'getLabel'>>;
  }

  commit(record: RepositoryRecord, commit: CommitDetails) {
    const api = this.apiOf(record);
    const person = ({ name, email, at }: CommitDetails['author']) => ({ name, email, date: at });
    return {
      sha: commit.sha, node_id: nodeId('C_', record.id), url: `${api}/commits/${commit.sha}`, html_url: `${this.htmlOf(record)}/commit/${commit.sha}`, author: null, committer: null,
      commit: {
        url: `${api}/git/commits/${commit.sha}`, author: person(commit.author), committer: person(commit.committer), message: commit.message,
        tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` }, comment_count: 0,
        verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
      },
      parents: commit.parents.map((sha) => ({ sha, url: `${api}/commits/${sha}`, html_url: `${this.htmlOf(record)}/commit/${sha}` })),
    } satisfies Some<Answer<'repos', 'getCommit'>>;
  }

  /** A pull request as lists show it; what only a single one carries is added by its route. */
  pullRequest(repository: Repository, pull: PullRequestRecord, caller: Caller) {
    const { record } = repository;
    const url = `${this.apiOf(record)}/pulls/${pull.number}`;
    const issueUrl = `${this.apiOf(record)}/issues/${pull.number}`;
    const htmlUrl = `${this.htmlOf(record)}/pull/${pull.number}`;
    const end = ({ branch, sha }: PullRequestRecord['head']) =>
      ({ label: `${record.owner}:${branch}`, ref: branch, sha, user: this.user(record.owner), repo: this.repository(repository, caller) });
    return {
      id: pull.id, node_id: nodeId('PR_', pull.id), number: pull.number, url, html_url: htmlUrl, issue_url: issueUrl, diff_url: `${htmlUrl}.diff`, patch_url: `${htmlUrl}.patch`,
      commits_url: `${url}/commits`, comments_url: `${issueUrl}/comments`, statuses_url: `${this.apiOf(record)}/statuses/${pull.head.sha}`,
      state: pull.state, locked: false, title: pull.title, body: pull.body, user: this.user(pull.author), draft: pull.draft, author_association: 'CONTRIBUTOR' as const,
      labels: record.labels.filter(({ name }) => pull.labels.includes(name)).map((label) => this.label(record, label)),
      created_at: pull.createdAt, updated_at: pull.updatedAt, closed_at: pull.closedAt, merged_at: pull.merged?.at ?? null, merge_commit_sha: pull.merged?.sha ?? null,
      assignee: null, assignees: [], requested_reviewers: [], requested_teams: [], milestone: null, auto_merge: null, head: end(pull.head), base: end(pull.base),
    };
  }
}

/** The account's role; GitHub tells it whatever the token may do, and tells an installation nothing. */
function permissionsOf(record: RepositoryRecord, caller: Caller) {
  const role = 'login' in caller && caller.kind !== 'installation' ? roleOf(caller.login, record) : undefined;
  const least = (needed: Role) => role !== undefined && rank[role] >= rank[needed];
  return { admin: least('admin'), maintain: least('admin'), push: least('write'), triage: least('write'), pull: least('read') };
}
