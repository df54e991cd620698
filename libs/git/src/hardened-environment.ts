// The surroundings every git process gets: nothing from this machine's configuration, no prompt, no hook, no other transport.
import { accessSettings, requireAddress, type RemoteAddress } from './remote-address';

/** Variables as they were given to the service; only those that git needs are passed on. */
export type GivenVariables = Readonly<Record<string, string | undefined>>;

const passedOn = ['PATH', 'HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'ALL_PROXY', 'https_proxy', 'http_proxy', 'no_proxy', 'all_proxy', 'GIT_SSL_CAINFO', 'GIT_SSL_CAPATH'];

/** `-c` settings of every call; they reach git's own children, too. */
export const hardenedSettings: readonly string[] = [
  'core.hooksPath=/dev/null', 'core.fsmonitor=false', 'core.symlinks=false', 'core.protectHFS=true', 'core.protectNTFS=true',
  'protocol.file.allow=never', 'transfer.fsckObjects=true', 'credential.helper=', 'gc.auto=0', 'maintenance.auto=false',
  'http.followRedirects=false',
  // A mirror holds one commit without history: once the branch has moved on, none of the server's heads is known here, and without asking
  // what the server has git would send the whole base again, whose contents the mirror lacks.
  'push.negotiate=true',
  // A git that outlives us must not wait for a dead server for ever.
  'http.lowSpeedLimit=1', 'http.lowSpeedTime=60',
].flatMap((setting) => ['-c', setting]);

/** The whole environment of a git process; `remote` opens its transport and, for this process alone, its token. */
export function hardenedEnvironment(given: GivenVariables, gitDirectory: string, remote?: RemoteAddress): Record<string, string> {
  const settings = remote ? accessSettings(remote) : [];
  return {
    ...pick(given),
    LC_ALL: 'C',
    // Not merely empty: without HOME curl asks the password database and reads the .netrc there.
    HOME: '/dev/null',
    XDG_CONFIG_HOME: '/dev/null',
    GIT_DIR: gitDirectory,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: remote ? requireAddress(remote).protocol.slice(0, -1) : 'none',
    GIT_LFS_SKIP_SMUDGE: '1',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    // A missing object is an error, never a hidden download: with a damaged mirror those multiply without end (seen with git 2.39.5).
    GIT_NO_LAZY_FETCH: '1',
    // Per allocation: a binary patch of 1 MB can claim to unfold to any size.
    GIT_ALLOC_LIMIT: '512m',
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(settings.flatMap(([key, value], index) => [[`GIT_CONFIG_KEY_${index}`, key], [`GIT_CONFIG_VALUE_${index}`, value]])),
  };
}

function pick(given: GivenVariables): Record<string, string> {
  const picked = Object.fromEntries(passedOn.flatMap((name) => (given[name] ? [[name, given[name]]] : [])));
  // git built with GnuTLS does not know OpenSSL's name for the file of trusted certificates.
  return { PATH: '/usr/local/bin:/usr/bin:/bin', ...(given.SSL_CERT_FILE ? { GIT_SSL_CAINFO: given.SSL_CERT_FILE } : {}), ...picked };
}
