// An authority with the certificates that a test wants, as files in a folder that goes with it.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issue, newAuthority, validFor, type CertificateWish, type KeyedCertificate } from './issue';

/** Paths of PEM files. */
export interface CertificateFiles { certFile: string; keyFile: string }

/**
 * @example
 * const authority = await TestAuthority.make();
 * const { certFile, keyFile } = await authority.issue('server', { names: ['127.0.0.1'] });
 */
export class TestAuthority {
  private constructor(readonly directory: string, private readonly pair: KeyedCertificate) {}

  static async make(): Promise<TestAuthority> {
    const directory = mkdtempSync(join(tmpdir(), 'specline-tls-'));
    // PostgreSQL runs as another user when a test runs as root.
    chmodSync(directory, 0o755);
    const authority = new TestAuthority(directory, await newAuthority('Specline test authority', validFor(30, new Date())));
    writeFileSync(authority.caFile, authority.pair.certificate);
    return authority;
  }

  get caFile(): string {
    return join(this.directory, 'ca.pem');
  }

  /** Written anew in its place when `name` was issued before. */
  async issue(name: string, wish: Omit<CertificateWish, 'validity'> & Partial<CertificateWish>): Promise<CertificateFiles> {
    const { certificate, key } = await issue(this.pair, { validity: validFor(30, new Date()), ...wish });
    const files = { certFile: join(this.directory, `${name}.pem`), keyFile: join(this.directory, `${name}.key`) };
    writeFileSync(files.certFile, certificate);
    writeFileSync(files.keyFile, key, { mode: 0o600 });
    return files;
  }

  dispose(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
