// Keeps the emulator's own certificate authority and the server certificate it signs, so that an unmodified CLI trusts the proxy.
import { createPrivateKey, generateKeyPair, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { md, pki } from 'node-forge';

const DAY = 24 * 60 * 60 * 1000;
const AUTHORITY_DAYS = 3650;
const SERVER_DAYS = 365;
const RENEW_BEFORE_DAYS = 30;

interface KeyedCertificate {
  /** PEM */
  key: string;
  /** PEM */
  certificate: string;
}

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
  const authority = keptAuthority && isFresh(keptAuthority, now) ? keptAuthority : await keep(directory, 'ca', await newAuthority(now));
  const keptServer = await kept(directory, 'server');
  const usable = keptServer && isFresh(keptServer, now) && names(keptServer, hosts) && isSignedBy(keptServer, authority);
  const server = usable ? keptServer : await keep(directory, 'server', await newServer(authority, hosts, now));
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
  return pki.certificateFromPem(certificate).validity.notAfter.getTime() - now.getTime() > RENEW_BEFORE_DAYS * DAY;
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

async function newAuthority(now: Date): Promise<KeyedCertificate> {
  const { key, certificate } = await blank('Specline sandbox authority', AUTHORITY_DAYS, now);
  certificate.setIssuer(certificate.subject.attributes);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  return signed(certificate, key, key);
}

async function newServer(authority: KeyedCertificate, hosts: readonly string[], now: Date): Promise<KeyedCertificate> {
  const { key, certificate } = await blank(hosts[0] ?? 'localhost', SERVER_DAYS, now);
  const issuer = pki.certificateFromPem(authority.certificate);
  certificate.setIssuer(issuer.subject.attributes);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames: hosts.map((value) => ({ type: 2, value })) },
    { name: 'authorityKeyIdentifier', keyIdentifier: issuer.generateSubjectKeyIdentifier().getBytes() },
  ]);
  return signed(certificate, authority.key, key);
}

/** Key pairs come from Node: forge's own generator is JavaScript and takes seconds. */
async function blank(commonName: string, days: number, now: Date): Promise<{ key: string; certificate: pki.Certificate }> {
  const pair = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const certificate = pki.createCertificate();
  certificate.publicKey = pki.publicKeyFromPem(pair.publicKey);
  // A positive number, unique per certificate: some clients refuse two certificates of one issuer with the same serial.
  certificate.serialNumber = `01${randomBytes(12).toString('hex')}`;
  certificate.validity.notBefore = new Date(now.getTime() - DAY);
  certificate.validity.notAfter = new Date(now.getTime() + days * DAY);
  certificate.setSubject([{ name: 'commonName', value: commonName }]);
  return { key: pair.privateKey, certificate };
}

function signed(certificate: pki.Certificate, issuerKey: string, ownKey: string): KeyedCertificate {
  certificate.sign(pki.privateKeyFromPem(issuerKey), md.sha256.create());
  return { key: ownKey, certificate: pki.certificateToPem(certificate) };
}
