// TLS with NATS and PostgreSQL: what the settings ask for, and where nothing asks although strangers may be on the way.
import { isIP, isIPv4 } from 'node:net';
import { resolve } from 'node:path';
import type { Values } from './environment';

type Asked = Pick<Values, 'NATS_URL' | 'NATS_CA' | 'NATS_CERT' | 'NATS_KEY' | 'DATABASE_URL' | 'PGSSLMODE' | 'PGSSLROOTCERT' | 'PGSSLCERT' | 'PGSSLKEY'>;

/** Undefined where nothing asks for TLS. Paths are absolute. */
export function busTlsOf({ NATS_URL: servers, NATS_CA, NATS_CERT, NATS_KEY }: Asked, directory: string): { caFile?: string; certFile?: string; keyFile?: string } | undefined {
  const files = { caFile: NATS_CA, certFile: NATS_CERT, keyFile: NATS_KEY };
  const set = Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const asks = set.length > 0 || servers.some((server) => server.startsWith('tls://'));
  return asks ? Object.fromEntries(set.map(([name, path]) => [name, resolve(directory, path)])) : undefined;
}

/** The words of libpq for a URL. `sslrootcert=system` stands for the authorities that Node knows. */
const fileParameters = { sslrootcert: 'PGSSLROOTCERT', sslcert: 'PGSSLCERT', sslkey: 'PGSSLKEY' } as const;
const modes = ['disable', 'require', 'verify-ca', 'verify-full'];
/** Words of pg, or of libpq, whose meaning differs between the two or that Specline does not follow. */
const unfollowed = ['ssl', 'uselibpqcompat', 'sslnegotiation', 'sslcrl', 'sslpassword'];

/**
 * The URL with what the variables add, so that it alone says how the database is reached: no `ssl…`, `sslmode=disable`, or
 * `sslmode=verify-full` with absolute paths. libpq's `require` takes any certificate; here each word for TLS means that the certificate is verified.
 */
export function databaseUrlOf(url: string, values: Asked, directory: string): string {
  const whole = new URL(url);
  const { searchParams } = whole;
  const files = Object.entries(fileParameters).map(([parameter, variable]) => [parameter, searchParams.get(parameter) ?? values[variable]] as const);
  const mode = searchParams.get('sslmode') ?? values.PGSSLMODE ?? (files.some(([, path]) => path) ? 'verify-full' : undefined);
  if (mode === undefined) return url;
  searchParams.set('sslmode', mode === 'disable' ? 'disable' : 'verify-full');
  for (const [parameter, path] of files) {
    if (mode === 'disable' || !path || path === 'system') searchParams.delete(parameter);
    else searchParams.set(parameter, resolve(directory, path));
  }
  return whole.href;
}

/** What contradicts itself, and files that cannot be read: a sentence each. */
export function tlsFaults(values: Asked, directory: string, readFile: (path: string) => string): string[] {
  const { NATS_CERT, NATS_KEY, PGSSLCERT, PGSSLKEY, DATABASE_URL: url } = values;
  return [
    (NATS_CERT === undefined) !== (NATS_KEY === undefined) && 'NATS_CERT and NATS_KEY belong together: set both, or neither.',
    (PGSSLCERT === undefined) !== (PGSSLKEY === undefined) && 'PGSSLCERT and PGSSLKEY belong together: set both, or neither.',
    ...(['NATS_CA', 'NATS_CERT', 'NATS_KEY'] as const).map((name) => unreadable(name, values[name], directory, readFile)),
    ...(url ? databaseFaults(url, values, directory, readFile) : []),
  ].filter((fault) => typeof fault === 'string');
}

function databaseFaults(url: string, values: Asked, directory: string, readFile: (path: string) => string): (string | false)[] {
  const { searchParams } = new URL(url);
  const mode = searchParams.get('sslmode');
  return [
    mode !== null && !modes.includes(mode) && `DATABASE_URL says sslmode=${mode}, which may end without TLS or with anybody: give sslmode=verify-full, or sslmode=disable where nobody else is on the way.`,
    ...unfollowed.filter((name) => searchParams.has(name)).map((name) => `DATABASE_URL says ${name}, which Specline does not follow: give sslmode=verify-full, with sslrootcert for an authority of your own, or sslmode=disable.`),
    ...Object.entries(fileParameters).map(([parameter, variable]) => (searchParams.has(parameter)
      ? unreadable(`${parameter} of DATABASE_URL`, searchParams.get(parameter) ?? undefined, directory, readFile)
      : unreadable(variable, values[variable], directory, readFile))),
  ];
}

function unreadable(name: string, path: string | undefined, directory: string, readFile: (path: string) => string): string | false {
  if (path === undefined || path === 'system') return false;
  try {
    return readFile(resolve(directory, path)).includes('-----BEGIN ') ? false : `${name} names the file ${path}, which is not in PEM form: give the path of one that begins with -----BEGIN.`;
  } catch (error) {
    return `${name} names the file ${path}, which cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}): give the path of a readable file.`;
  }
}

/** Plain text is for this machine, for private addresses, and for the networks of containers, whose names have no dot. */
export function plainTextWarnings({ servers, tls }: { servers: readonly string[]; tls?: object }, { url }: { url?: string }): string[] {
  const warning = (variable: string, host: string, remedy: string): string => `${variable} leads to ${host} without TLS: whoever is on the way can read and change what is said, passwords too. ${remedy}`;
  const nats = tls ? [] : servers.map((server) => new URL(server).hostname).filter((host) => !isNear(host));
  const database = url && !new URL(url).searchParams.has('sslmode') ? [new URL(url).searchParams.get('host') ?? new URL(url).hostname].filter((host) => !isNear(host)) : [];
  return [
    ...nats.map((host) => warning('NATS_URL', host, 'Set NATS_CA, or write tls:// in it.')),
    ...database.map((host) => warning('DATABASE_URL', host, 'Set PGSSLROOTCERT, or write sslmode=verify-full in it (sslmode=disable if the network is trusted).')),
  ];
}

function isNear(host: string): boolean {
  const address = decodeURIComponent(host).replace(/^\[(.*)\]$/, '$1');
  if (address === '' || address.startsWith('/')) return true;
  if (!isIP(address)) return !address.includes('.') || /\.(localhost|internal|local)$/.test(address);
  return isIPv4(address) ? /^(127|10)\.|^192\.168\.|^169\.254\.|^172\.(1[6-9]|2\d|3[01])\./.test(address) : /^(::1$|f[cd]|fe[89ab])/i.test(address);
}
