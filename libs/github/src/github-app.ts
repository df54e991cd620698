// A GitHub App speaking for itself: what it is, where it is installed, and tokens for one repository with the narrowest permissions.
import type { Octokit } from '@octokit/rest';
import { RequestError } from '@octokit/request-error';
import { z } from 'zod';
import { StageFailure } from '#domain';
import { appError, notInstalled, permissionMissing, suspended } from './app-failure';
import { AppKey, type AppIdentity } from './app-key';
import { answered, type GithubCall } from './github-failure';
import { createOctokit, type GithubOptions } from './octokit';
import { split } from './repository-reader';

export type AppPermissions = Readonly<Partial<Record<'contents' | 'pull_requests', 'read' | 'write'>>>;
/** What pushing branches and opening pull requests takes, and what reading takes. Never `workflows`: who may change those may run anything. */
export const writing: AppPermissions = { contents: 'write', pull_requests: 'write' };
export const reading: AppPermissions = { contents: 'read' };

export interface AppOptions extends Pick<GithubOptions, 'apiUrl' | 'proxy' | 'timeoutMilliseconds' | 'secondMilliseconds'> {
  app: AppIdentity;
  permissions: AppPermissions;
  /** Milliseconds since 1970. */
  now?: () => number;
}
export interface AppFacts { slug: string; installUrl: string; permissions: Record<string, string> }
export interface Installation { id: number; account: string; suspended: boolean; permissions: Record<string, string> }
export interface MadeToken { value: string; /** Milliseconds since 1970, by GitHub's clock. */ endsAt: number }

const appAnswer = z.object({ slug: z.string(), html_url: z.string(), permissions: z.record(z.string(), z.string()) });
const installationAnswer = z.object({
  id: z.number().int(), app_slug: z.string(), account: z.object({ login: z.string() }).nullish(), suspended_at: z.string().nullish(), permissions: z.record(z.string(), z.string()),
}).transform(({ account, suspended_at, app_slug, ...known }) => ({ ...known, slug: app_slug, account: account?.login ?? 'an enterprise', suspended: Boolean(suspended_at) }));
const tokenAnswer = z.object({ token: z.string().min(8), expires_at: z.string() });

export class GithubApp {
  readonly key: AppKey;
  private readonly octokit: Octokit;
  private readonly id: string;
  private readonly now: () => number;

  constructor(private readonly options: AppOptions) {
    const { app, permissions: _, now = Date.now, ...rest } = options;
    this.id = app.id;
    this.now = now;
    this.key = new AppKey(app);
    this.octokit = createOctokit({ ...rest, pace: 'app' });
    this.octokit.hook.before('request', (request) => { request.headers.authorization = `Bearer ${this.key.signed(this.now())}`; });
  }

  get needs(): string {
    return inWords(this.options.permissions);
  }

  /** @throws StageFailure `credential.github_app_key`, `…_unknown`, `…_clock`, `github.*` */
  async about(): Promise<AppFacts> {
    const call = this.call('GitHub', 'ask what the App is');
    const { slug, html_url, permissions } = await this.ask(appAnswer, call, () => this.octokit.rest.apps.getAuthenticated());
    return { slug, permissions, installUrl: `${html_url.replace(/\/+$/, '')}/installations/new` };
  }

  /** The first hundred. @throws StageFailure */
  async installations(): Promise<Installation[]> {
    return this.ask(z.array(installationAnswer), this.call('GitHub', 'list the installations of the App'), () => this.octokit.rest.apps.listInstallations({ per_page: 100 }));
  }

  /** For exactly this repository, with exactly the permissions of the options. @throws StageFailure `credential.github_app_*`, `repository.moved`, `github.*` */
  async token(repository: string): Promise<MadeToken> {
    const { id, slug, account } = await this.installationOn(repository);
    const call = this.call(repository, 'make a token of the App');
    const repositories = [split(repository)[1]];
    try {
      const { token, expires_at } = await this.ask(tokenAnswer, call, () => this.octokit.rest.apps.createInstallationAccessToken({ installation_id: id, repositories, permissions: this.options.permissions }));
      const endsAt = Date.parse(expires_at);
      return { value: token, endsAt: Number.isNaN(endsAt) ? 0 : endsAt };
    } catch (error) {
      // Whoever changed it did so since we have looked.
      if (isStatus(error, 403) && /suspended/i.test(error.message)) throw new StageFailure(suspended(slug, account), { cause: error });
      throw error;
    }
  }

  /** @throws StageFailure `credential.github_app_not_installed`, `…_suspended`, `…_permission` and those of `about` */
  private async installationOn(repository: string): Promise<Installation & { slug: string }> {
    const [owner, repo] = split(repository);
    const installation = await this.ask(installationAnswer, this.call(repository, 'look for the installation of the App'), () => this.octokit.rest.apps.getRepoInstallation({ owner, repo })).catch(async (error: unknown) => {
      if (isStatus(error, 404)) throw new StageFailure(notInstalled(await this.about(), repository), { cause: error });
      throw error;
    });
    const { slug, account } = installation;
    if (installation.suspended) throw new StageFailure(suspended(slug, account));
    const missing = missingOf(this.options.permissions, installation.permissions);
    if (missing.length > 0) throw new StageFailure(permissionMissing(slug, account, missing));
    return installation;
  }

  private call(repository: string, doing: string): GithubCall {
    return { repository, doing, needs: this.needs };
  }

  private async ask<T>(form: z.ZodType<T>, call: GithubCall, request: () => Promise<{ data: unknown }>): Promise<T> {
    try {
      return answered(form, (await request()).data, call);
    } catch (error) {
      throw appError(error, this.id, call);
    }
  }
}

/** For people: those of `wanted` that are not granted. */
export function missingOf(wanted: AppPermissions, granted: Record<string, string>): string[] {
  return Object.entries(wanted).filter(([name, right]) => !(granted[name] === right || granted[name] === 'write' || granted[name] === 'admin')).map(([name, right]) => `${name.replace('_', ' ')}: ${right}`);
}

export function inWords(permissions: AppPermissions): string {
  return missingOf(permissions, {}).join(' and ');
}

function isStatus(error: unknown, status: number): error is StageFailure {
  return error instanceof StageFailure && error.cause instanceof RequestError && error.cause.status === status;
}
