// What GitHub refused, as a failure that says what to do.
import { RequestError } from '@octokit/request-error';
import type { z } from 'zod';
import type { FailureInput } from '#domain';
import { StageFailure } from '#domain';

export interface GithubCall {
  repository: string;
  /** What was tried, for people: "read specs/003/tasks.md". */
  doing: string;
  /** What the token must be allowed to do, for people: "contents: read". */
  needs: string;
}

/** The failure behind an error of Octokit; errors of another kind are given back as they are. */
export function githubError(error: unknown, call: GithubCall): unknown {
  if (error instanceof StageFailure) return error;
  if (!(error instanceof RequestError)) return isNetworkError(error) ? new StageFailure(unavailable(call, String((error as Error).message)), { cause: error }) : error;
  return new StageFailure(failureOf(error, call), { cause: error });
}

/** What GitHub answered, when it has the form that was expected: a proxy or an outage may answer 200 with anything. @throws StageFailure `github.unavailable` */
export function answered<T>(form: z.ZodType<T>, data: unknown, call: GithubCall): T {
  const read = form.safeParse(data);
  if (read.success) return read.data;
  throw new StageFailure(unavailable(call, 'an answer of another form than GitHub\'s'), { cause: read.error });
}

function failureOf(error: RequestError, call: GithubCall): FailureInput {
  const retryAfter = retryAfterSeconds(error);
  if (error.status === 429 || (error.status === 403 && (retryAfter !== undefined || /rate limit/i.test(error.message)))) {
    return {
      code: 'github.rate_limited', retryable: true, details: { retryAfterSeconds: retryAfter ?? 60 },
      message: `GitHub's rate limit is used up; could not ${call.doing} in ${call.repository}.`,
      remediation: `Nothing has to be done: the stage tries again after ${retryAfter ?? 60} s. If it happens often, give Specline a credential of its own: a token of a machine user, or a GitHub App.`,
    };
  }
  if (error.status === 401) return rejected(call);
  if (error.status === 403) return scope(call, error.message);
  if (error.status >= 300 && error.status < 400) {
    return { code: 'repository.moved', message: `${call.repository} has been renamed or moved.`, remediation: 'Start the run with the repository\'s present name.' };
  }
  if (error.status === 404) return notFound(call);
  if (error.status >= 500) return unavailable(call, error.response ? `status ${error.status}` : error.message);
  return { code: 'github.refused', message: `GitHub refused to ${call.doing} in ${call.repository}: ${error.message}`.slice(0, 2000), remediation: 'Read GitHub\'s answer above, mend its cause, then retry the run.' };
}

export function missingToken(variable: string, needs: string): FailureInput {
  return { code: 'credential.github_missing', message: `No GitHub credential is set (${variable}).`, remediation: `Set ${variable} for this service, to a token or a GitHub App with ${needs}, restart it, then retry the run.` };
}

function rejected(call: GithubCall): FailureInput {
  return { code: 'credential.github_rejected', message: `GitHub does not accept the credential (could not ${call.doing} in ${call.repository}).`, remediation: `The token or the GitHub App is wrong, expired or revoked. Set a new one with ${call.needs}, restart the service, then retry the run.` };
}

export function scope(call: GithubCall, answer: string): FailureInput {
  return { code: 'credential.github_scope', message: `The GitHub credential may not ${call.doing} in ${call.repository}: ${answer}`.slice(0, 2000), remediation: `Give the token ${call.needs} on ${call.repository} (classic token: scope "repo"), or the GitHub App these permissions and its installation the repository, then retry the run.`, details: { needs: call.needs } };
}

function notFound(call: GithubCall): FailureInput {
  return { code: 'repository.not_found', message: `GitHub shows no ${call.repository} to this credential (could not ${call.doing}).`, remediation: `Check the repository's name. If it is private, give the token ${call.needs} on it, or install the GitHub App on it, then retry the run.` };
}

function unavailable(call: GithubCall, why: string): FailureInput {
  return { code: 'github.unavailable', retryable: true, message: `GitHub did not answer properly (${why}); could not ${call.doing} in ${call.repository}.`, remediation: 'Nothing has to be done at once: the stage tries again by itself. If it stays so, look at GitHub\'s status page and this service\'s network.' };
}

function retryAfterSeconds(error: RequestError): number | undefined {
  const headers = error.response?.headers ?? {};
  const asked = Number(headers['retry-after']);
  if (Number.isFinite(asked) && asked > 0) return Math.min(asked, 3600);
  if (headers['x-ratelimit-remaining'] !== '0') return undefined;
  const reset = Number(headers['x-ratelimit-reset']) - Math.floor(Date.now() / 1000);
  return Number.isFinite(reset) && reset > 0 ? Math.min(reset, 3600) : 60;
}

function isNetworkError(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError' || error instanceof TypeError || 'code' in error);
}
