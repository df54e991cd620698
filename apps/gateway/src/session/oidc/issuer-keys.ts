// The keys with which an identity provider signs, found by discovery: asked for seldom, and kept while the provider is away.
import { createLocalJWKSet, errors, type CryptoKey, type FlattenedJWSInput, type JSONWebKeySet, type JWSHeaderParameters, type LocalJWKSet } from 'jose';
import { z } from 'zod';

export interface IssuerKeysParts {
  issuer: string;
  /** What is at an address, as JSON. */
  fetchJson: (url: string) => Promise<unknown>;
  /** Milliseconds of a clock that only goes forward. */
  now: () => number;
}

/** Nothing can be said about a token now: its key is not known, and the provider does not tell. */
export class KeysUnavailable extends Error {
  constructor(options: { cause: unknown }) {
    super(`the keys of the identity provider cannot be fetched: ${reasonOf(options.cause)}`, options);
    this.name = 'KeysUnavailable';
  }
}

/** Keys are fetched again after so long, so that one that was taken back is not taken for ever. */
const freshMilliseconds = 10 * 60_000;
/** Whatever tokens come, the provider is asked no more often than this. */
const coolDownMilliseconds = 30_000;

const discoverySchema = z.object({ issuer: z.string(), jwks_uri: z.url() });
const keySetSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(200) });

export class IssuerKeys {
  private known: { keyFor: LocalJWKSet; at: number } | undefined;
  private lastTry = -Infinity;
  private lastFailure: unknown;
  private loading: Promise<void> | undefined;

  constructor(private readonly parts: IssuerKeysParts) {}

  /** @throws KeysUnavailable; errors of jose when the key is nobody's */
  async keyFor(header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey> {
    if (!this.known || this.parts.now() - this.known.at > freshMilliseconds) await this.refresh();
    const key = await this.find(header, token);
    if (key) return key;
    // It may be new.
    await this.refresh();
    const found = await this.find(header, token);
    if (found) return found;
    if (!this.known || this.lastFailure !== undefined) throw new KeysUnavailable({ cause: this.lastFailure });
    throw new errors.JWKSNoMatchingKey();
  }

  private async find(header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey | undefined> {
    try {
      return await this.known?.keyFor(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return undefined;
      throw error;
    }
  }

  private refresh(): Promise<void> {
    if (this.loading) return this.loading;
    if (this.parts.now() - this.lastTry < coolDownMilliseconds) return Promise.resolve();
    this.lastTry = this.parts.now();
    this.loading = this.load().then(
      (keys) => { [this.known, this.lastFailure] = [{ keyFor: createLocalJWKSet(keys), at: this.parts.now() }, undefined]; },
    ).catch((error: unknown) => { this.lastFailure = error; }).finally(() => { this.loading = undefined; });
    return this.loading;
  }

  private async load(): Promise<JSONWebKeySet> {
    const { issuer, fetchJson } = this.parts;
    const discovery = discoverySchema.parse(await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`));
    if (discovery.issuer !== issuer) throw new Error(`the provider calls itself ${JSON.stringify(discovery.issuer.slice(0, 200))}, not ${JSON.stringify(issuer)}`);
    // A provider that is reached safely does not lead to keys that anybody on the way may exchange.
    if (issuer.startsWith('https:') && !discovery.jwks_uri.startsWith('https:')) throw new Error('jwks_uri does not begin with https://');
    return keySetSchema.parse(await fetchJson(discovery.jwks_uri));
  }
}

/** What the network says is below the words of fetch. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return (error.cause instanceof Error ? error.cause.message || error.message : error.message).slice(0, 300);
}
