// What the Codex CLI may know of this process's environment: its own settings and the way out, and nothing else.
import { homedir } from 'node:os';
import { join } from 'node:path';

const PROXY_NAMES = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY'];
const PASSED_THROUGH = [
  'HOME', 'PATH', 'TMPDIR', 'LANG', 'LC_ALL',
  'CODEX_HOME', 'CODEX_ACCESS_TOKEN', 'CODEX_CA_CERTIFICATE', 'SSL_CERT_FILE', 'SSL_CERT_DIR',
  ...PROXY_NAMES, ...PROXY_NAMES.map((name) => name.toLowerCase()),
];

/** The allowed part of `source`. Empty variables count as absent; GitHub tokens and API keys never pass. */
export function codexEnvironment(source: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(PASSED_THROUGH.flatMap((name) => (source[name] ? [[name, source[name]]] : [])));
}

/** Where the CLI keeps its sign-in. */
export function codexHome(environment: Readonly<Record<string, string>>): string {
  return environment['CODEX_HOME'] ?? join(environment['HOME'] ?? homedir(), '.codex');
}
