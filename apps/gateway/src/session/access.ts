// Who may do what, decided before a body is read or a socket upgraded: host, origin, token or cookie, role, rate.
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiProblem } from '../problems/api-problem';
import { Authenticator } from './authenticator';
import { requireOwnHost, requireOwnOrigin, type OwnAddress } from './own-address';
import { recognise, type Principal } from './principal';
import { TokenBuckets, type BucketSize } from './token-bucket';

export interface AccessRates {
  /** Wrong tokens of one address. */
  failures: BucketSize;
  /** Mutations of one principal. */
  mutations: BucketSize;
}
const defaultRates: AccessRates = { failures: { capacity: 30, perSecond: 0.5 }, mutations: { capacity: 2000, perSecond: 1000 } };

export interface AccessParts extends Partial<AccessRates> { authenticator: Authenticator; address: OwnAddress }

export const sessionCookie = 'specline_session';
export const sessionPath = '/api/session';

/** What the API is like, anybody may read. */
const isOpen = (route: string): boolean => /^\/api\/(?:openapi\.json|docs(?:\/.*)?)$/.test(route);
const secretNames = /^(?:token|access_token|api_key|apikey|authorization|auth|bearer|jwt|password)$/i;
const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
export const isReading = (method: string): boolean => readingMethods.has(method);

export class Access {
  private readonly failures: TokenBuckets;
  private readonly mutations: TokenBuckets;
  /** Tokens that were right from an address: they go on while somebody else there guesses. */
  private readonly trusted = new Set<string>();

  constructor(private readonly parts: AccessParts) {
    this.failures = new TokenBuckets(parts.failures ?? defaultRates.failures);
    this.mutations = new TokenBuckets(parts.mutations ?? defaultRates.mutations);
  }

  /** Everything under /api wants a principal, unless it is named here; what is no route is answered 404. */
  guard(server: FastifyInstance): void {
    server.addHook('onRequest', (request) => this.admit(request));
  }

  private async admit(request: FastifyRequest): Promise<void> {
    requireOwnHost(request, this.parts.address);
    // The pattern of the route, not the address as it was written: that may be encoded.
    const route = request.routeOptions.url;
    if (!route?.startsWith('/api/')) return;
    refuseSecretsInQuery(request);
    const mutates = !isReading(request.method);
    const beginsSession = route === sessionPath && request.method === 'POST';
    if (mutates || request.ws) requireOwnOrigin(request, this.parts.address);
    if (isOpen(route) || beginsSession) return;
    const principal = await this.authenticate(request);
    recognise(request, principal);
    if (!mutates) return;
    if (principal.by === 'cookie') this.requireCsrfToken(request);
    if (route === sessionPath) return;
    if (principal.role === 'viewer') throw new ApiProblem({ status: 403, code: 'auth.role', detail: `${principal.name} may only look.`, remediation: 'Use a token with the role operator.' });
    if (!this.mutations.take(principal.name)) throw tooMany('requests', 1);
  }

  private async authenticate(request: FastifyRequest): Promise<Principal> {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const [, token = ''] = /^Bearer +([\x21-\x7e]{1,8192})$/i.exec(authorization) ?? [];
      return this.byToken(token, request.ip);
    }
    const cookie = request.cookies[sessionCookie];
    const principal = cookie === undefined ? undefined : await this.parts.authenticator.byCookie(cookie);
    if (!principal) throw unauthenticated();
    // Without Origin it was not a browser that opened the socket, and only browsers have cookies.
    if (request.ws && request.headers.origin === undefined) throw foreign('The upgrade has a cookie but no Origin.');
    return principal;
  }

  /** @throws ApiProblem 401; 429 when this address was wrong too often, without looking at the token */
  async byToken(token: string, address: string): Promise<Principal> {
    const name = `${address} ${createHash('sha256').update(token).digest('hex')}`;
    if (this.failures.isEmpty(address) && !this.trusted.has(name)) throw tooMany('wrong tokens', 30);
    const principal = await this.parts.authenticator.byToken(token);
    if (!principal) {
      // Others of this address may have been wrong meanwhile.
      throw this.failures.take(address) ? unauthenticated() : tooMany('wrong tokens', 30);
    }
    this.trust(name);
    return principal;
  }

  /** The one that was right longest ago makes room: a provider's tokens are new every hour. */
  private trust(name: string): void {
    this.trusted.delete(name);
    this.trusted.add(name);
    if (this.trusted.size > mostTrusted) this.trusted.delete(this.trusted.values().next().value as string);
  }

  private requireCsrfToken(request: FastifyRequest): void {
    const given = request.headers['x-csrf-token'];
    if (typeof given === 'string' && this.parts.authenticator.isCsrfToken(given, request.cookies[sessionCookie] ?? '')) return;
    throw new ApiProblem({ status: 403, code: 'auth.csrf', detail: 'The header X-CSRF-Token is missing or wrong.', remediation: 'Send csrfToken of GET /api/session in the header X-CSRF-Token.' });
  }
}

const mostTrusted = 10_000;

function refuseSecretsInQuery({ query }: FastifyRequest): void {
  if (typeof query !== 'object' || query === null) return;
  const secret = Object.keys(query).find((name) => secretNames.test(name));
  if (secret === undefined) return;
  throw new ApiProblem({
    status: 400, code: 'auth.token_in_query', detail: `The query string has ${secret}: addresses end up in logs.`,
    remediation: 'Send the token in the header Authorization: Bearer …, or open a session with POST /api/session. Replace the token: it may be in logs now.',
  });
}

function unauthenticated(): ApiProblem {
  return new ApiProblem({ status: 401, code: 'auth.required', detail: 'No valid token or session came with the request.', remediation: 'Send the header Authorization: Bearer <token>, or open a session with POST /api/session.' });
}

function tooMany(what: string, retryAfterSeconds: number): ApiProblem {
  return new ApiProblem({ status: 429, code: 'auth.too_many', detail: `Too many ${what}.`, remediation: 'Wait as long as Retry-After says, then send less.', retryAfterSeconds });
}

function foreign(detail: string): ApiProblem {
  return new ApiProblem({ status: 403, code: 'auth.origin', detail, remediation: 'Use the console at its own address, or a bearer token.' });
}
