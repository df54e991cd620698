// Where a repository lives and which token opens it: checked before any process starts, handed to git in its environment only.
import { GitError } from './git-error';

/** A repository over HTTP. `url` such as `https://github.com/acme/web.git`; `token` goes as the password of `x-access-token`. */
export interface RemoteAddress {
  readonly url: string;
  readonly token?: string;
}

const path = /^(\/[A-Za-z0-9][A-Za-z0-9._-]{0,99}){1,10}$/;

/** Throws `git.url_refused` for everything that is not a plain http(s) URL: options, other transports, credentials, dot segments. */
export function requireAddress(remote: RemoteAddress): URL {
  const url = /^https?:\/\/[\x21-\x7e]+$/.test(remote.url) && URL.canParse(remote.url) ? new URL(remote.url) : undefined;
  // The parsed form must be the given one: `..`, `%2e`, tabs and the like would make them differ.
  const plain = url && url.href === remote.url && path.test(url.pathname) && !url.username && !url.password && !url.search && !url.hash;
  if (!plain) throw new GitError('git.url_refused', `not an address of a git repository over http(s): ${JSON.stringify(redactUserInfo(remote.url).slice(0, 200))}`);
  if (remote.token && !/^[\x21-\x7e]+$/.test(remote.token)) throw new GitError('git.argument_refused', 'the token holds characters that a header cannot carry');
  return url;
}

/** Settings for `GIT_CONFIG_KEY_n`/`GIT_CONFIG_VALUE_n`, so that the token is in no argument, URL or file. */
export function accessSettings(remote: RemoteAddress): readonly (readonly [string, string])[] {
  if (!remote.token) return [];
  return [[`http.${remote.url}.extraHeader`, `Authorization: Basic ${basicCredentials(remote.token)}`]];
}

/** All forms in which the secrets of an address could show up in output. */
export function secretsOf(remote: RemoteAddress | undefined): readonly string[] {
  return remote?.token ? [remote.token, basicCredentials(remote.token)] : [];
}

/** Takes the given secrets, and user names and passwords in URLs, out of a text. */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets.reduce((clean, secret) => clean.replaceAll(secret, '[redacted]'), redactUserInfo(text));
}

function redactUserInfo(text: string): string {
  return text.replace(/:\/\/[^\s/@]+@/g, '://[redacted]@');
}

function basicCredentials(token: string): string {
  return Buffer.from(`x-access-token:${token}`).toString('base64');
}
