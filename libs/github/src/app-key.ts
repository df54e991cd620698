// The private key of a GitHub App: what is signed with it proves to GitHub for a few minutes who asks.
import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { StageFailure } from '#domain';
import { unreadableKey } from './app-failure';

export interface AppIdentity {
  /** The App's id, or its client id. */
  id: string;
  /** PEM, PKCS #1 as GitHub gives it or PKCS #8. */
  privateKey: string;
  /** Where the key was read from. It is read again before each use, so that another key needs no restart. */
  privateKeyFile?: string | undefined;
}

/** GitHub refuses what was issued in its future or lives for more than ten minutes; clocks differ. */
const issuedBeforeSeconds = 60;
const livesSeconds = 8 * 60;

export class AppKey {
  private text: string;

  constructor(private readonly app: AppIdentity) {
    this.text = app.privateKey;
  }

  /** The key as it stands, for the redactor. */
  get secret(): string {
    return this.text;
  }

  /** A JSON web token (RS256) of the App. @param now milliseconds since 1970 @throws StageFailure `credential.github_app_key` */
  signed(now: number): string {
    this.text = this.present();
    const seconds = Math.floor(now / 1000);
    const claims = { iss: this.app.id, iat: seconds - issuedBeforeSeconds, exp: seconds + livesSeconds };
    const text = [{ alg: 'RS256', typ: 'JWT' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${text}.${sign('sha256', Buffer.from(text), this.key()).toString('base64url')}`;
  }

  /** A file that is just being replaced may be away or empty: until it can be read the key stays as it was. */
  private present(): string {
    if (this.app.privateKeyFile === undefined) return this.text;
    try {
      const text = readFileSync(this.app.privateKeyFile, 'utf8').trim().replaceAll('\\n', '\n');
      return text.startsWith('-----BEGIN ') ? text : this.text;
    } catch {
      return this.text;
    }
  }

  private key(): KeyObject {
    try {
      const key = createPrivateKey(this.text);
      if (key.asymmetricKeyType === 'rsa') return key;
    } catch {
      // What OpenSSL says of it helps nobody, and might quote it.
    }
    throw new StageFailure(unreadableKey(this.app.id));
  }
}
