// What a token is and how much it may still ask in this hour, at no cost: GitHub does not count the question.
import type { Octokit } from '@octokit/rest';
import { z } from 'zod';
import { StageFailure, type FailureInput } from '#domain';
import { answered, githubError } from './github-failure';

const rateLimitAnswer = z.object({ resources: z.object({ core: z.object({ limit: z.number(), remaining: z.number(), reset: z.number() }) }) });

/** `scopes` only of classic tokens; times in ISO 8601. */
export interface TokenLook { scopes?: string; expiresAt?: string; limit: number; remaining: number; resetAt: string }

/** @throws StageFailure `credential.github_rejected`, `github.unavailable` */
export async function lookAtToken(octokit: Octokit, needs: string): Promise<TokenLook> {
  const call = { repository: 'GitHub', doing: 'ask for the rate limit', needs };
  try {
    const { data, headers } = await octokit.rest.rateLimit.get();
    const { limit, remaining, reset } = answered(rateLimitAnswer, data, call).resources.core;
    const scopes = headers['x-oauth-scopes'];
    const expires = Date.parse(String(headers['github-authentication-token-expiration'] ?? '').replace(' UTC', 'Z').replace(' ', 'T'));
    return {
      limit, remaining, resetAt: new Date(reset * 1000).toISOString(),
      ...(scopes === undefined ? {} : { scopes }), ...(Number.isNaN(expires) ? {} : { expiresAt: new Date(expires).toISOString() }),
    };
  } catch (error) {
    throw githubError(error, call);
  }
}

export interface TokenFinding { ok: boolean; detail: string; code?: string; remediation?: string; details?: Record<string, string | number> }

/** What a service says of its token. @param missing what is wrong when there is none */
export async function findToken(octokit: Octokit | undefined, needs: string, missing: FailureInput): Promise<TokenFinding> {
  if (!octokit) return { ok: false, code: missing.code, detail: missing.message, remediation: missing.remediation };
  try {
    const look = await lookAtToken(octokit, needs);
    const { expiresAt, limit, remaining, resetAt } = look;
    const about = ['a token is set', `${remaining} of ${limit} requests left until ${resetAt}`, ...(expiresAt ? [`it expires ${expiresAt}`] : [])];
    if (remaining > 0) return { ok: true, detail: about.join('; '), details: { ...look } };
    return { ok: false, code: 'github.rate_limited', detail: about.join('; '), remediation: `Wait until ${resetAt}: stages try again by themselves. If it happens often, give Specline a credential of its own: a token of a machine user, or a GitHub App.`, details: { ...look } };
  } catch (error) {
    if (!(error instanceof StageFailure)) throw error;
    const { code, message, remediation } = error.failure;
    return { ok: false, code, detail: message, remediation };
  }
}
