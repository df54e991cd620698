// What the doctor asks of GitHub when an App is the credential: what it is, and a token for each repository that is named.
import { StageFailure } from '#domain';
import { InstallationTokens, findApp, writing, type AppOptions } from '#github';
import type { Check, Config } from '#platform';
import { looked } from './looked';

type App = NonNullable<Config['github']['app']>;

export function appChecks(app: App, { config, needed, named }: { config: Config; needed: boolean; named: readonly string[] }): Check[] {
  const options: AppOptions = { app, permissions: writing, apiUrl: config.github.apiUrl, proxy: config.proxy, timeoutMilliseconds: 9_000 };
  const tokens = new InstallationTokens(options);
  return [
    looked({ name: 'GitHub App', needed, look: () => about(options) }),
    ...named.map((repository) => looked({ name: `GitHub: ${repository}`, needed, look: async () => {
      await tokens.of(repository);
      return 'the App may push and open pull requests';
    } })),
  ];
}

async function about(options: AppOptions): Promise<string> {
  const { ok, detail, code = '', remediation = '' } = await findApp(options);
  if (!ok) throw new StageFailure({ code, message: detail, remediation });
  return detail;
}
