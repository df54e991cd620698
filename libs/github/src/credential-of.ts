// The credential of a service: the token that is set, or else the GitHub App; and what the service says of it.
import type { FailureInput } from '#domain';
import { findApp } from './app-look';
import type { GithubCredential } from './credential';
import { inWords } from './github-app';
import { InstallationTokens, type InstallationTokensOptions } from './installation-tokens';
import { createOctokit } from './octokit';
import { findToken, type TokenFinding } from './token-look';

export interface CredentialSettings extends Omit<InstallationTokensOptions, 'app'> {
  token: string | undefined;
  app: InstallationTokensOptions['app'] | undefined;
}

export function credentialOf({ token, app, ...options }: CredentialSettings): GithubCredential | undefined {
  return token ?? (app && new InstallationTokens({ app, ...options }));
}

/** For the health page. @param missing what is wrong when there is neither */
export async function findCredential({ token, app, ...options }: Omit<CredentialSettings, 'secrets'>, missing: FailureInput): Promise<TokenFinding> {
  const quick = { ...options, timeoutMilliseconds: 4000 };
  if (app && token === undefined) return findApp({ app, ...quick });
  return findToken(token === undefined ? undefined : createOctokit({ token, apiUrl: quick.apiUrl, proxy: quick.proxy, pace: 'health', timeoutMilliseconds: 4000 }), inWords(options.permissions), missing);
}
