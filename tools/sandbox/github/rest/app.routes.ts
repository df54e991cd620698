// What a GitHub App asks with its JSON web token: itself, its installations, and a token for one of them.
import { z } from 'zod';
import { fullNameOf } from '../access';
import { invalid, notFound } from '../api-error';
import type { GithubApp, Installation } from '../github-apps';
import { jsonReply } from '../reply';
import { lowerCaseKeys } from '../repositories';
import type { Permissions } from '../tokens';
import { paginate } from './pagination';
import { readBody } from './pull-request.routes';
import { globalRoute, type Call, type Route } from './route';

const tokenRequest = z.object({ repositories: z.array(z.string()), permissions: z.record(z.string(), z.enum(['read', 'write'])) }).partial();

const appOf = ({ github, headers }: Call): GithubApp => github.apps.appOf(headers.authorization, new Date());

const installationJson = ({ github }: Call, app: GithubApp, { id, account, repositories }: Installation) => ({
  id, app_id: app.id, app_slug: app.slug, account: github.present.user(account), target_type: 'User', repository_selection: 'selected',
  permissions: { metadata: 'read', ...Object.values(repositories)[0] }, suspended_at: null,
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
    return jsonReply(200, { id: app.id, slug: app.slug, name: app.slug, permissions: {}, events: [], installations_count: app.installations.length });
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
    return jsonReply(200, installationJson(call, app, installation));
  }),

  globalRoute('POST /app/installations/{id}/access_tokens', 'apps/apps#create-an-installation-access-token-for-an-app', async (call) => {
    const app = appOf(call);
    const installation = app.installations.find(({ id }) => id === Number(call.params['id']));
    if (!installation) throw notFound();
    const narrowed = narrow(installation, readBody(tokenRequest, call.body, 'Installation'));
    const token = call.github.apps.mint(app, narrowed, new Date());
    call.github.tokens.put(token);
    call.github.effects.record({ kind: 'installation_token_created', repository: '', subject: String(installation.id), by: 'api', login: token.login });
    const permissions = { metadata: 'read', ...Object.values(narrowed.repositories)[0] };
    return jsonReply(201, { token: token.value, expires_at: token.expiresAt, permissions, repository_selection: 'selected' });
  }),
];
