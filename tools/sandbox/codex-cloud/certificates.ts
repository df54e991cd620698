// Keeps the emulator's own certificate authority and the server certificate it signs, so that an unmodified CLI trusts the proxy.
import { createPrivateKey } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pki } from 'node-forge';
import { dayMilliseconds, issue, newAuthority, validFor, type KeyedCertificate } from '../../certificates/issue';

const AUTHORITY_DAYS = 3650;
const SERVER_DAYS = 365;
const RENEW_BEFORE_DAYS = 30;

export interface ServerIdentity extends KeyedCertificate {
  /** The file a client is told to trust (PEM). */
  authorityPath: string;
}

/**
 * The certificate for the given host names, with the authority that signed it. Both are kept as PEM files in `directory`,
 * used again, and made anew within 30 days of their expiry, when the host names change or when a file does not parse.
 */
export async function serverIdentity(directory: string, hosts: readonly string[], now: Date): Promise<ServerIdentity> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const keptAuthority = await kept(directory, 'ca');
  const authority = keptAuthority && isFresh(keptAuthority, now) ? keptAuthority : await keep(directory, 'ca', await newAuthority('Specline sandbox authority', validFor(AUTHORITY_DAYS, now)));
  const keptServer = await kept(directory, 'server');
  const usable = keptServer && isFresh(keptServer, now) && names(keptServer, hosts) && isSignedBy(keptServer, authority);
  const server = usable ? keptServer : await keep(directory, 'server', await issue(authority, { names: hosts, validity: validFor(SERVER_DAYS, now) }));
  return { ...server, authorityPath: join(directory, 'ca.pem') };
}

async function kept(directory: string, name: string): Promise<KeyedCertificate | undefined> {
  try {
    const certificate = await readFile(join(directory, `${name}.pem`), 'utf8');
    const key = await readFile(join(directory, `${name}.key`), 'utf8');
    pki.certificateFromPem(certificate);
    createPrivateKey(key);
    return { key, certificate };
  } catch {
    return undefined;
  }
}

async function keep(directory: string, name: string, made: KeyedCertificate): Promise<KeyedCertificate> {
  for (const [extension, text] of [['key', made.key], ['pem', made.certificate]] as const) {
    const path = join(directory, `${name}.${extension}`);
    await writeFile(`${path}.new`, text, { mode: 0o600 });
    await rename(`${path}.new`, path);
  }
  return made;
}

function isFresh({ certificate }: KeyedCertificate, now: Date): boolean {
  return pki.certificateFromPem(certificate).validity.notAfter.getTime() - now.getTime() > RENEW_BEFORE_DAYS * dayMilliseconds;
}

function names({ certificate }: KeyedCertificate, hosts: readonly string[]): boolean {
  const extension = pki.certificateFromPem(certificate).getExtension('subjectAltName') as { altNames?: { value: string }[] } | null;
  const named = new Set(extension?.altNames?.map(({ value }) => value));
  return hosts.every((host) => named.has(host));
}

function isSignedBy(server: KeyedCertificate, authority: KeyedCertificate): boolean {
  try {
    return pki.certificateFromPem(authority.certificate).verify(pki.certificateFromPem(server.certificate));
  } catch {
    return false;
  }
}
