// Makes certificate authorities and the certificates they sign: for emulators, and for servers with TLS in tests.
import { generateKeyPair, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import { md, pki } from 'node-forge';

export const dayMilliseconds = 24 * 60 * 60 * 1000;

/** Both in PEM. */
export interface KeyedCertificate {
  key: string;
  certificate: string;
}

export interface Validity { notBefore: Date; notAfter: Date }

/** What a certificate is for. `names` are host names and IP addresses; the first is its common name. */
export interface CertificateWish {
  names: readonly string[];
  validity: Validity;
  use?: 'server' | 'client';
}

/** From yesterday on, for clocks that differ. */
export function validFor(days: number, now: Date): Validity {
  return { notBefore: new Date(now.getTime() - dayMilliseconds), notAfter: new Date(now.getTime() + days * dayMilliseconds) };
}

export async function newAuthority(commonName: string, validity: Validity): Promise<KeyedCertificate> {
  const { key, certificate } = await blank(commonName, validity);
  certificate.setIssuer(certificate.subject.attributes);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  return signed(certificate, key, key);
}

export async function issue(authority: KeyedCertificate, { names, validity, use = 'server' }: CertificateWish): Promise<KeyedCertificate> {
  const { key, certificate } = await blank(names[0] ?? 'localhost', validity);
  const issuer = pki.certificateFromPem(authority.certificate);
  certificate.setIssuer(issuer.subject.attributes);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', ...(use === 'server' ? { serverAuth: true } : { clientAuth: true }) },
    { name: 'subjectAltName', altNames: names.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })) },
    { name: 'authorityKeyIdentifier', keyIdentifier: issuer.generateSubjectKeyIdentifier().getBytes() },
  ]);
  return signed(certificate, authority.key, key);
}

/** Key pairs come from Node: forge's own generator is JavaScript and takes seconds. */
async function blank(commonName: string, { notBefore, notAfter }: Validity): Promise<{ key: string; certificate: pki.Certificate }> {
  const pair = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const certificate = pki.createCertificate();
  certificate.publicKey = pki.publicKeyFromPem(pair.publicKey);
  // A positive number, unique per certificate: some clients refuse two certificates of one issuer with the same serial.
  certificate.serialNumber = `01${randomBytes(12).toString('hex')}`;
  certificate.validity.notBefore = notBefore;
  certificate.validity.notAfter = notAfter;
  certificate.setSubject([{ name: 'commonName', value: commonName }]);
  return { key: pair.privateKey, certificate };
}

function signed(certificate: pki.Certificate, issuerKey: string, ownKey: string): KeyedCertificate {
  certificate.sign(pki.privateKeyFromPem(issuerKey), md.sha256.create());
  return { key: ownKey, certificate: pki.certificateToPem(certificate) };
}
