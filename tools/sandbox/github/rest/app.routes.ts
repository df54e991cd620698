// What a GitHub App asks with its JSON web token: itself, its installations, and a token for one of them.
import { z } from 'zod';
import { fullNameOf } from '../access';
import { ApiError, invalid, notFound } from '../api-error';
import type { GithubApp, Installation } from '../github-apps';
import { jsonReply } from '../reply';
import { lowerCaseKeys } from '../repositories';
import type { Permissions } from '../tokens';
import { paginate } from './pagination';
import { readBody } from './pull-request.routes';
import { globalRoute, type Call, type Route } from './route';

const tokenRequest = z.object({ repositories: z.array(z.string()), permissions: z.record(z.string(), z.enum(['read', 'write'])) }).partial();

const appOf = ({ github, headers }: Call): GithubApp => github.apps.appOf(headers.authorization, new Date());

/** Of an installation its permissions are the same everywhere; here each repository says its own, and the first speaks for all. */
const permissionsOf = ({ repositories }: Pick<Installation, 'repositories'>) => ({ metadata: 'read', ...Object.values(repositories)[0] });

const installationJson = ({ github }: Call, app: GithubApp, installation: Installation) => ({
  id: installation.id, app_id: app.id, app_slug: app.slug, account: github.present.user(installation.account), target_type: 'User', repository_selection: 'selected',
  permissions: permissionsOf(installation), suspended_at: installation.suspended ? new Date(0).toISOString() : null,
});

/** Narrows an installation to the repositories and permissions a token is asked for; never widens it. */
function narrow(installation: Installation, { repositories, permissions }: z.infer<typeof tokenRequest>): Installation {
  const wanted = repositories?.map((name) => `${installation.account}/${name}`.toLowerCase());
  const known = lowerCaseKeys(installation.repositories);
  if (wanted?.some((name) => !(name in known))) throw invalid('Installation', { field: 'repositories', code: 'invalid', message: 'There is at least one repository that does not exist or is not accessible to the parent installation.' });
  const selected = Object.entries(known).filter(([name]) => wanted?.includes(name) ?? true);
  return { ...installation, repositories: Object.fromEntries(selected.map(([name, granted]) => [name, permissions ? restrict(granted, permissions as Permissions) : granted])) };
}

function restrict(granted: Permissions, asked: Permissions): Permissions {
  const excess = Object.entries(asked).some(([resource, right]) => resource !== 'metadata' && granted[resource as keyof Permissions] !== 'write' && granted[resource as keyof Permissions] !== right);
  if (excess) throw invalid('Installation', { field: 'permissions', code: 'invalid', message: 'The permissions requested are not granted to this installation.' });
  return asked;
}

export const appRoutes: Route[] = [
  globalRoute('GET /app', 'apps/apps#get-the-authenticated-app', async (call) => {
    const app = appOf(call);
    return jsonReply(200, { id: app.id, slug: app.slug, name: app.slug, html_url: `https://github.com/apps/${app.slug}`, permissions: permissionsOf(app.installations[0] ?? { repositories: {} }), events: [], installations_count: app.installations.length });
  }),

  globalRoute('GET /app/installations', 'apps/apps#list-installations-for-the-authenticated-app', async (call) => {
    const app = appOf(call);
    return paginate(app.installations.map((installation) => installationJson(call, app, installation)), call);
  }),

  globalRoute('GET /repos/{owner}/{repo}/installation', 'apps/apps#get-a-repository-installation-for-the-authenticated-app', async (call) => {
    const app = appOf(call);
    const found = call.github.repositories.find(`${call.params['owner']}/${call.params['repo']}`);
    const installation = found && app.installations.find(({ repositories }) => fullNameOf(found.repository.record).toLowerCase() in lowerCaseKeys(repositories));
    if (!installation) throw notFound();
    if (found.moved) return jsonReply(301, { message: 'Moved Permanently' }, { location: `${call.url.origin}/repositories/${found.repository.record.id}/installation` });
    return jsonReply(200, installationJson(call, app, installation));
  }),

  globalRoute('POST /app/installations/{id}/access_tokens', 'apps/apps#create-an-installation-access-token-for-an-app', async (call) => {
    const app = appOf(call);
    const installation = app.installations.find(({ id }) => id === Number(call.params['id']));
    if (!installation) throw notFound();
    if (installation.suspended) throw new ApiError(403, 'This installation has been suspended');
    const narrowed = narrow(installation, readBody(tokenRequest, call.body, 'Installation'));
    const token = call.github.apps.mint(app, narrowed, new Date());
    call.github.tokens.put(token);
    call.github.effects.record({ kind: 'installation_token_created', repository: '', subject: String(installation.id), by: 'api', login: token.login });
    return jsonReply(201, { token: token.value, expires_at: token.expiresAt, permissions: permissionsOf(narrowed), repository_selection: 'selected' });
  }),
];
