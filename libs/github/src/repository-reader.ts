// Reads a repository through GitHub's API at a commit, without cloning it.
import type { Octokit } from '@octokit/rest';
import { RequestError } from '@octokit/request-error';
import { z } from 'zod';
import { StageFailure } from '#domain';
import { requireAllowed } from './allowed-repositories';
import { answered, githubError, missingToken, type GithubCall } from './github-failure';
import { createOctokit, type GithubOptions } from './octokit';
import { inRepository } from './token-of-repository';

export interface RepositoryFacts {
  /** `owner/name` as GitHub spells it. */
  fullName: string;
  defaultBranch: string;
  isPrivate: boolean;
  permissions: { pull: boolean; push: boolean };
}
export interface ReaderOptions extends GithubOptions { allowed: readonly string[]; tokenVariable?: string }

const needs = 'contents: read';
const largestFile = 20 * 1024 * 1024;

const repositoryAnswer = z.object({
  full_name: z.string(), default_branch: z.string(), private: z.boolean(),
  permissions: z.object({ pull: z.boolean().optional(), push: z.boolean().optional() }).optional(),
});
const branchAnswer = z.object({ commit: z.object({ sha: z.string().regex(/^[0-9a-f]{40,64}$/) }) });
const refsAnswer = z.array(z.object({ ref: z.string().startsWith('refs/heads/') }));
const directoryAnswer = z.array(z.object({ name: z.string(), type: z.string() }));
const treeAnswer = z.object({ tree: z.array(z.object({ path: z.string(), type: z.string() })), truncated: z.boolean() });

export class RepositoryReader {
  private readonly octokit: Octokit;

  constructor(private readonly options: ReaderOptions) {
    this.octokit = createOctokit(options);
  }

  /** @throws StageFailure `repository.not_allowed`, `credential.*`, `repository.not_found`, `github.*` */
  async repository(repository: string): Promise<RepositoryFacts> {
    requireAllowed(repository, this.options.allowed);
    if (!this.options.token) throw new StageFailure(missingToken(this.options.tokenVariable ?? 'GITHUB_READ_TOKEN, GH_TOKEN or GITHUB_APP_ID', needs));
    const [owner, repo] = split(repository);
    const data = await this.call(repositoryAnswer, { repository, doing: 'read the repository', needs }, () => this.octokit.rest.repos.get({ owner, repo }));
    return {
      fullName: data.full_name, defaultBranch: data.default_branch, isPrivate: data.private,
      permissions: { pull: data.permissions?.pull ?? true, push: data.permissions?.push ?? false },
    };
  }

  /** The commit a branch points at, or undefined when there is no such branch. */
  async headOf(repository: string, branch: string): Promise<string | undefined> {
    const [owner, repo] = split(repository);
    const call = { repository, doing: `read the branch ${branch}`, needs };
    return this.orUndefined(call, async () => answered(branchAnswer, (await this.octokit.rest.repos.getBranch({ owner, repo, branch })).data, call).commit.sha);
  }

  /** The names of all branches that begin with `prefix`. */
  async branches(repository: string, prefix: string): Promise<string[]> {
    const [owner, repo] = split(repository);
    const call = { repository, doing: `list the branches ${prefix}…`, needs };
    const data = await this.call(refsAnswer, call, async () => ({ data: await this.octokit.paginate(this.octokit.rest.git.listMatchingRefs, { owner, repo, ref: `heads/${prefix}`, per_page: 100, headers: inRepository(repository, this.options.token) }) }));
    return data.map(({ ref }) => ref.slice('refs/heads/'.length));
  }

  /** A file's bytes at a commit, or undefined when it is not there. At most 20 MiB. */
  async file(repository: string, path: string, commit: string): Promise<Uint8Array | undefined> {
    const [owner, repo] = split(repository);
    return this.orUndefined({ repository, doing: `read ${path}`, needs }, async () => {
      // Octokit would decode them as text: without a byte order mark, and with marks in place of what is no UTF-8.
      const { data, headers } = await this.octokit.rest.repos.getContent({ owner, repo, path, ref: commit, mediaType: { format: 'raw' }, request: { parseSuccessResponseBody: false } });
      const body = data as unknown as AsyncIterable<Uint8Array> | null;
      // Of a directory GitHub answers its entries.
      const isFile = !/^application\/json\b/.test(headers['content-type'] ?? '');
      const bytes = body && await bytesOf(body, largestFile);
      if (bytes === 'too large') throw new StageFailure({ code: 'tasks_file.too_large', message: `${path} is larger than 20 MiB.`, remediation: 'Split the file.' });
      return isFile ? bytes ?? new Uint8Array() : undefined;
    });
  }

  /** The entries of a directory at a commit; empty when it is not there. */
  async directory(repository: string, path: string, commit: string): Promise<{ name: string; type: string }[]> {
    const [owner, repo] = split(repository);
    const call = { repository, doing: `list ${path}`, needs };
    const data = await this.orUndefined(call, async () => (await this.octokit.rest.repos.getContent({ owner, repo, path, ref: commit })).data);
    // Of a file GitHub answers an object.
    return Array.isArray(data) ? answered(directoryAnswer, data, call) : [];
  }

  /** Every path of a commit; `truncated` when GitHub left some out. */
  async paths(repository: string, commit: string): Promise<{ paths: string[]; truncated: boolean }> {
    const [owner, repo] = split(repository);
    const data = await this.call(treeAnswer, { repository, doing: 'list the files', needs }, () => this.octokit.rest.git.getTree({ owner, repo, tree_sha: commit, recursive: 'true' }));
    return { paths: data.tree.filter((entry) => entry.type === 'blob').map((entry) => entry.path), truncated: data.truncated };
  }

  private async call<T>(form: z.ZodType<T>, call: GithubCall, request: () => Promise<{ data: unknown }>): Promise<T> {
    try {
      return answered(form, (await request()).data, call);
    } catch (error) {
      throw githubError(error, call);
    }
  }

  private async orUndefined<T>(call: GithubCall, request: () => Promise<T>): Promise<T | undefined> {
    try {
      return await request();
    } catch (error) {
      if (error instanceof RequestError && error.status === 404) return undefined;
      throw githubError(error, call);
    }
  }
}

async function bytesOf(body: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array | 'too large'> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > most) return 'too large';
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

export function split(repository: string): [string, string] {
  const [owner = '', name = ''] = repository.split('/');
  return [owner, name];
}
