// What can be wrong with a GitHub App as credential, each with what to do.
import { RequestError } from '@octokit/request-error';
import type { FailureInput } from '#domain';
import { StageFailure } from '#domain';
import { githubError, type GithubCall } from './github-failure';

const keyAdvice = 'Make a private key on the settings page of the App, set GITHUB_APP_PRIVATE_KEY (or its file) to it and GITHUB_APP_ID to the id on the same page, then retry the run.';

export function unreadableKey(id: string): FailureInput {
  return { code: 'credential.github_app_key', message: `The private key of the GitHub App ${id} cannot be read: it is no RSA key in PEM form.`, remediation: keyAdvice };
}

/** What GitHub answers to the App itself, before there is any token. Other errors as `githubError` reads them. */
export function appError(error: unknown, id: string, call: GithubCall): unknown {
  if (!(error instanceof RequestError)) return githubError(error, call);
  const failure = appFailureOf(error, id);
  return failure ? new StageFailure(failure, { cause: error }) : githubError(error, call);
}

function appFailureOf({ status, message }: RequestError, id: string): FailureInput | undefined {
  if (status === 404 && /integration not found/i.test(message)) {
    return { code: 'credential.github_app_unknown', message: `GitHub knows no App with the id ${id}.`, remediation: 'Set GITHUB_APP_ID to the id on the settings page of the App (not to the id of an installation), then retry the run.' };
  }
  if (status === 401 && /'(exp|iat)'/.test(message)) {
    return { code: 'credential.github_app_clock', message: `GitHub finds the time in what the App ${id} signs wrong: ${message}`.slice(0, 2000), remediation: 'Set the clock of this machine, then retry the run.' };
  }
  if (status !== 401) return undefined;
  return { code: 'credential.github_app_key', message: `GitHub does not accept what the private key signs for the App ${id}: the key was taken away, or belongs to another App.`, remediation: keyAdvice };
}

export function notInstalled(app: { slug: string; installUrl: string }, repository: string): FailureInput {
  return {
    code: 'credential.github_app_not_installed', message: `The GitHub App ${app.slug} is not installed on ${repository}, or there is no such repository.`,
    remediation: `Check the repository's name, install the App on it at ${app.installUrl}, then retry the run.`, details: { app: app.slug, installUrl: app.installUrl },
  };
}

export function suspended(slug: string, account: string): FailureInput {
  return {
    code: 'credential.github_app_suspended', message: `The installation of the GitHub App ${slug} on ${account} is suspended.`,
    remediation: `Have an owner of ${account} end the suspension in the settings (Applications, Installed GitHub Apps), then retry the run.`, details: { app: slug, account },
  };
}

export function permissionMissing(slug: string, account: string, missing: readonly string[]): FailureInput {
  return {
    code: 'credential.github_app_permission', message: `The GitHub App ${slug} lacks ${missing.join(' and ')} on ${account}.`,
    remediation: `Give the App ${missing.join(' and ')} on its settings page, have an owner of ${account} accept the new permissions, then retry the run.`, details: { app: slug, account, needs: missing.join(', ') },
  };
}

/** Copies of GitHub learn of a token a moment after it was made, so the stage may well succeed when it is tried again. */
export function newTokenRefused(repository: string): FailureInput {
  return {
    code: 'credential.github_app_token', retryable: true, message: `GitHub does not accept the token that the App has just made for ${repository}.`,
    remediation: 'Nothing has to be done at once: the stage tries again by itself. If it stays so, look whether the App was taken off the repository.',
  };
}
