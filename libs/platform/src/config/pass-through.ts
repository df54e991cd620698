// What child processes (git, the Codex program) find in their environment: a list, so that nothing else reaches them by accident.

/** For every child process: where programs and certificates are, and the way out through a proxy. */
export const passedToChildren: Record<string, string> = {
  HTTPS_PROXY: 'The proxy for HTTPS; git, GitHub calls and the Codex program obey it.',
  HTTP_PROXY: 'The proxy for HTTP.',
  ALL_PROXY: 'The proxy for everything else.',
  NO_PROXY: 'Hosts reached without a proxy.',
  NODE_EXTRA_CA_CERTS: 'Certificate authorities that Node trusts in addition.',
  SSL_CERT_FILE: 'Certificate authorities for programs that use OpenSSL.',
  SSL_CERT_DIR: 'The same, as a folder.',
  GIT_SSL_CAINFO: 'Certificate authorities for git.',
};

/** For the Codex program only, next to every other `CODEX_*` that it may read. */
export const passedToCodex: Record<string, string> = {
  CODEX_CA_CERTIFICATE: 'Certificate authorities for the Codex program.',
  RUST_LOG: 'How much the Codex program logs.',
};

const basics = ['PATH', 'HOME', 'USER', 'TMPDIR', 'LANG', 'LC_ALL', 'TZ'];
/** Ours, not the program's; its keys are for job containers. */
const notForCodex = new Set(['CODEX_ENV', 'CODEX_ENVS', 'CODEX_BIN', 'CODEX_MODEL', 'CODEX_API_KEY']);

export function passThroughOf(environment: Record<string, string>): Record<string, string> {
  const names = Object.keys(passedToChildren);
  return pick(environment, (name) => basics.includes(name) || names.includes(name) || (name.toUpperCase().endsWith('_PROXY') && names.includes(name.toUpperCase())));
}

export function codexPassThroughOf(environment: Record<string, string>): Record<string, string> {
  return pick(environment, (name) => name in passedToCodex || (name.startsWith('CODEX_') && !name.endsWith('_FILE') && !notForCodex.has(name)));
}

function pick(environment: Record<string, string>, wanted: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => wanted(name)));
}
