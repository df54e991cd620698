// How PostgreSQL is reached: the one place that reads a DATABASE_URL. Nobody else opens a connection without it.
import { readFileSync } from 'node:fs';

/** In PEM. */
interface Ssl { rejectUnauthorized: true; ca?: string; cert?: string; key?: string }

/** TypeORM calls `connectionString` `url`. */
export interface PostgresAddress { connectionString: string; ssl: Ssl | false }

const parameters = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey'] as const;

/**
 * TLS when the URL has any `ssl…` word, but for `sslmode=disable`: the server's certificate and host are verified, whatever the mode is called,
 * and a server without TLS is refused. Left to pg, `sslmode` means something else from one major version to the next, and words of the
 * URL silently replace what the program says.
 */
export function postgresAddress(databaseUrl: string): PostgresAddress {
  if (!URL.canParse(databaseUrl)) return { connectionString: databaseUrl, ssl: false };
  const url = new URL(databaseUrl);
  const [mode, ca, cert, key] = parameters.map((name) => url.searchParams.get(name));
  for (const name of parameters) url.searchParams.delete(name);
  const wanted = mode !== 'disable' && [mode, ca, cert, key].some((value) => value !== null);
  if (!wanted) return { connectionString: mode ? url.href : databaseUrl, ssl: false };
  return { connectionString: url.href, ssl: withFiles({ rejectUnauthorized: true }, { ca, cert, key }) };
}

/** The files are read again for each connection, so that one that was renewed in its place needs no restart; one that is gone leaves what it said. */
function withFiles(ssl: Ssl, files: Record<string, string | null | undefined>): Ssl {
  for (const [name, path] of Object.entries(files)) {
    if (!path || path === 'system') continue;
    let content = readFileSync(path, 'utf8');
    const read = (): string => {
      try {
        content = readFileSync(path, 'utf8');
      } catch {
        // pg asks in the midst of a handshake, where nobody could catch this.
      }
      return content;
    };
    Object.defineProperty(ssl, name, { get: read, enumerable: true, configurable: true });
  }
  return ssl;
}
