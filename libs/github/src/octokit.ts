// How Specline speaks to GitHub: Octokit that obeys rate limits and proxies, never follows a redirect with the token, and waits a bounded time.
import { Octokit } from '@octokit/rest';
import { throttling } from '@octokit/plugin-throttling';
import { RequestError } from '@octokit/request-error';
import { EnvHttpProxyAgent, fetch as undiciFetch, type Dispatcher } from 'undici';

export interface GithubOptions {
  /** Absent: requests go out without a credential. */
  token?: string;
  /** For example `https://api.github.com`. */
  apiUrl: string;
  /** `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY` and the CA settings of the process. */
  proxy?: { httpProxy?: string; httpsProxy?: string; noProxy?: string };
  /** Clients of one name share the pauses between writes; a client that writes nothing needs none of them. */
  pace?: string;
  /** One request may not take longer (milliseconds). */
  timeoutMilliseconds?: number;
}

/** Longer waits are handed back to the stage, which tries again by itself after the time that was asked for. */
const longestWaitSeconds = 10;
const Throttled = Octokit.plugin(throttling);

export function createOctokit({ token, apiUrl, proxy = {}, pace = 'writes', timeoutMilliseconds = 20_000 }: GithubOptions): Octokit {
  const dispatcher = new EnvHttpProxyAgent(proxy);
  const octokit = new Throttled({
    ...(token ? { auth: token } : {}),
    baseUrl: apiUrl.replace(/\/+$/, ''),
    userAgent: 'specline',
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    request: { fetch: boundedFetch(dispatcher, timeoutMilliseconds) },
    throttle: { id: pace, onRateLimit: waitBriefly, onSecondaryRateLimit: waitBriefly },
  });
  octokit.hook.after('request', (response, options) => {
    // To Octokit every status below 400 is an answer; ours are not followed, so the body of a redirect would pass for what was asked for.
    const status = Number(response.status);
    if (status >= 300) throw new RequestError('GitHub redirects this request', status, { request: options });
  });
  return octokit;
}

function boundedFetch(dispatcher: Dispatcher, timeoutMilliseconds: number) {
  return (url: string, options: Parameters<typeof undiciFetch>[1]) => undiciFetch(url, {
    ...options, dispatcher, redirect: 'manual', signal: AbortSignal.timeout(timeoutMilliseconds),
  });
}

function waitBriefly(retryAfterSeconds: number, _options: unknown, _octokit: unknown, retryCount: number): boolean {
  return retryAfterSeconds <= longestWaitSeconds && retryCount < 2;
}
