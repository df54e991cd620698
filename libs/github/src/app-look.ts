// What a GitHub App is, where it is installed and what it lacks, as a service says it on the health page.
import { StageFailure } from '#domain';
import { permissionMissing, suspended } from './app-failure';
import { GithubApp, missingOf, type AppFacts, type AppOptions, type Installation } from './github-app';
import type { TokenFinding } from './token-look';

/** Never throws a StageFailure: what is wrong with the App is what was found. */
export async function findApp(options: AppOptions): Promise<TokenFinding> {
  try {
    const app = new GithubApp(options);
    const facts = await app.about();
    return found(facts, await app.installations(), options);
  } catch (error) {
    if (!(error instanceof StageFailure)) throw error;
    return findingOf(error);
  }
}

function found(app: AppFacts, installations: Installation[], { permissions }: AppOptions): TokenFinding {
  const name = `GitHub App ${app.slug}`;
  const working = installations.filter((one) => !one.suspended && missingOf(permissions, one.permissions).length === 0);
  const [first] = installations;
  if (!first) return { ok: false, code: 'credential.github_app_not_installed', detail: `${name} is installed nowhere`, remediation: `Install it on the repositories at ${app.installUrl}.`, details: { app: app.slug } };
  const out = installations.filter((one) => !working.includes(one)).map((one) => new StageFailure(failureOf(app, one, permissions)));
  if (working.length === 0 && out[0]) return { ...findingOf(out[0]), details: { app: app.slug } };
  const detail = [`${name}, installed on ${working.map(({ account }) => account).join(', ')}`, ...out.map(({ failure }) => failure.message)].join('; ');
  return { ok: true, detail, details: { app: app.slug, installations: working.length } };
}

function failureOf({ slug }: AppFacts, { account, permissions, ...one }: Installation, wanted: AppOptions['permissions']) {
  return one.suspended ? suspended(slug, account) : permissionMissing(slug, account, missingOf(wanted, permissions));
}

function findingOf({ failure: { code, message, remediation } }: StageFailure): TokenFinding {
  return { ok: false, code, detail: message, remediation };
}
