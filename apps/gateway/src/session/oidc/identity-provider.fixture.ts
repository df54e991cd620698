// An identity provider for tests: a real server on this machine, which signs with real keys and can be away.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, exportJWK, exportSPKI, generateKeyPair, type CryptoKey, type JWK, type JWTPayload } from 'jose';

export const audience = 'specline';

export interface TestKey { kid: string; alg: string; privateKey: CryptoKey; publicKey: CryptoKey; jwk: JWK }

export async function newKey(kid: string, alg = 'RS256'): Promise<TestKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, publicKey, jwk: { ...await exportJWK(publicKey), kid, alg, use: 'sig' } };
}

export const pemOf = ({ publicKey }: TestKey): Promise<string> => exportSPKI(publicKey);

export interface TokenWish { claims?: JWTPayload; header?: Record<string, unknown>; key?: TestKey; seconds?: number }

export class TestIdentityProvider {
  readonly asked: string[] = [];
  /** What it answers instead of documents. */
  failing: number | undefined;
  issuer = '';
  private server: Server | undefined;

  constructor(public keys: TestKey[]) {}

  static async start(): Promise<TestIdentityProvider> {
    const provider = new TestIdentityProvider([await newKey('one')]);
    await provider.listen(0);
    return provider;
  }

  /** Signed with the first key unless told otherwise, valid for an hour, of ada the operator. */
  token({ claims = {}, header = {}, key = this.keys[0]!, seconds = 3600 }: TokenWish = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ iss: this.issuer, aud: audience, sub: 'ada', roles: ['operator'], iat: now, exp: now + seconds, ...claims })
      .setProtectedHeader({ alg: key.alg, kid: key.kid, ...header }).sign(key.privateKey);
  }

  documentAt(path: string): unknown {
    if (path === '/.well-known/openid-configuration') return { issuer: this.issuer, jwks_uri: `${this.issuer}/keys` };
    return path === '/keys' ? { keys: this.keys.map(({ jwk }) => jwk) } : undefined;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise<void>((resolve) => { this.server!.close(() => resolve()); });
  }

  private async listen(port: number): Promise<void> {
    this.server = createServer(({ url = '' }, response) => {
      this.asked.push(url);
      const document = this.documentAt(url);
      const status = this.failing ?? (document === undefined ? 404 : 200);
      response.writeHead(status, { 'content-type': 'application/json' }).end(status === 200 ? JSON.stringify(document) : '');
    });
    await new Promise<void>((resolve) => { this.server!.listen(port, '127.0.0.1', resolve); });
    this.issuer = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
}
