// Fetches one commit, without history and without anything the server or the machine could make git do besides.
// @ts-check
import { removeTree } from './workspace.mjs';
import { createRepository, git, GitFailure } from './git.mjs';
import { ProgramFailure, required } from './program.mjs';

const proxies = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'];

/** @param {string} directory becomes the bare repository @param {string} baseSha @param {number} seconds */
export function fetchBase(directory, baseSha, seconds) {
  const url = address();
  createRepository(directory);
  try {
    const place = { directory, environment: access(url), timeLimit: seconds * 1000 };
    git(place, 'fetch', '--quiet', '--depth=1', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head', '--', url.href, `+${baseSha}:refs/heads/base`);
  } catch (error) {
    removeTree(directory);
    throw error instanceof GitFailure ? new ProgramFailure('fetch_failed', `${error.message}\n${error.messages}`) : error;
  }
}

/** A plain http(s) address and nothing that git could take for an option, another transport or a credential. */
function address() {
  const given = required('SPECLINE_CLONE_URL', /^https?:\/\/[\x21-\x7e]+$/);
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url || url.href !== given || url.username || url.password || url.search || url.hash) throw new ProgramFailure('usage', 'SPECLINE_CLONE_URL is no plain address of a repository');
  return url;
}

/** The token goes as a header in the environment of this one git process. @param {URL} url @returns {Record<string, string>} */
function access(url) {
  const token = process.env.SPECLINE_CLONE_TOKEN;
  const header = token ? `Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}` : undefined;
  // curl reads the proxy of plain http in lower case only.
  const proxy = proxies.flatMap((name) => (process.env[name] ? [[name, process.env[name]], [name.toLowerCase(), process.env[name]]] : []));
  return {
    ...Object.fromEntries(proxy), GIT_ALLOW_PROTOCOL: url.protocol.slice(0, -1),
    ...(process.env.SSL_CERT_FILE ? { GIT_SSL_CAINFO: process.env.SSL_CERT_FILE } : {}),
    ...(header ? { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: `http.${url.href}.extraHeader`, GIT_CONFIG_VALUE_0: header } : {}),
  };
}
