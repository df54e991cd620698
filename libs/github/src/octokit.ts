// How Specline speaks to GitHub: Octokit that obeys rate limits and proxies, never follows a redirect with the token, and waits a bounded time.
import { Octokit } from '@octokit/rest';
import { throttling } from '@octokit/plugin-throttling';
import { RequestError } from '@octokit/request-error';
import Bottleneck from 'bottleneck';
import { EnvHttpProxyAgent, fetch as undiciFetch, type Dispatcher } from 'undici';
import type { GithubCredential } from './credential';
import { askWithTokensOf } from './token-of-repository';

export interface GithubOptions {
  /** Absent: requests go out without a credential. */
  token?: GithubCredential;
  /** For example `https://api.github.com`. */
  apiUrl: string;
  /** `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY` and the CA settings of the process. */
  proxy?: { httpProxy?: string; httpsProxy?: string; noProxy?: string };
  /** Clients of one name share the pauses between writes; a client that writes nothing needs none of them. */
  pace?: string;
  /** What GitHub's second lasts (milliseconds): it asks for one between two writes, and for three when people are told of them. Shorter only where GitHub is an emulator. */
  secondMilliseconds?: number;
  /** One request may not take longer (milliseconds). */
  timeoutMilliseconds?: number;
}

/** An answer with more bytes than this ends its request: the largest that GitHub gives is a tree, of 7 MB and 100,000 entries. */
export const largestAnswerBytes = 32 * 1024 * 1024;
/** Longer waits are handed back to the stage, which tries again by itself after the time that was asked for. */
const longestWaitSeconds = 10;
const Throttled = Octokit.plugin(throttling);

export function createOctokit({ token, apiUrl, proxy = {}, pace = 'writes', secondMilliseconds = 1000, timeoutMilliseconds = 20_000 }: GithubOptions): Octokit {
  const dispatcher = new EnvHttpProxyAgent({ ...proxy, maxResponseSize: largestAnswerBytes });
  const octokit = new Throttled({
    ...(typeof token === 'string' && token ? { auth: token } : {}),
    baseUrl: apiUrl.replace(/\/+$/, ''),
    userAgent: 'specline',
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    request: { fetch: boundedFetch(dispatcher, timeoutMilliseconds) },
    throttle: { id: pace, ...pausesOf(secondMilliseconds), onRateLimit: waitBriefly, onSecondaryRateLimit: waitBriefly },
  });
  octokit.hook.after('request', (response, options) => {
    // To Octokit every status below 400 is an answer; ours are not followed, so the body of a redirect would pass for what was asked for.
    const status = Number(response.status);
    if (status >= 300) throw new RequestError('GitHub redirects this request', status, { request: options });
  });
  if (typeof token === 'object') askWithTokensOf(octokit, token);
  return octokit;
}

const writes = new Map<number, ReturnType<typeof newPauses>>();

/** One set for each length: clients of one pace share it. */
function pausesOf(second: number): ReturnType<typeof newPauses> {
  const known = writes.get(second) ?? newPauses(second);
  writes.set(second, known);
  return known;
}

function newPauses(second: number) {
  const pauses = (seconds: number): Bottleneck.Group => new Bottleneck.Group({ maxConcurrent: 1, minTime: seconds * second, timeout: 120 * second });
  return { write: pauses(1), notifications: pauses(3), retryAfterBaseValue: second };
}

function boundedFetch(dispatcher: Dispatcher, timeoutMilliseconds: number) {
  return (url: string, options: Parameters<typeof undiciFetch>[1]) => undiciFetch(url, {
    ...options, dispatcher, redirect: 'manual', signal: AbortSignal.timeout(timeoutMilliseconds),
  });
}

function waitBriefly(retryAfterSeconds: number, _options: unknown, _octokit: unknown, retryCount: number): boolean {
  return retryAfterSeconds <= longestWaitSeconds && retryCount < 2;
}
