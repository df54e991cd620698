// Who speaks: the owner of an API token, recognised once per request before anything else is looked at.
import type { FastifyRequest } from 'fastify';
import type { Role } from '#contracts';
import type { Grant } from '#domain';

export interface Principal {
  name: string;
  /** The highest that it has for anything. */
  role: Role;
  grants: readonly Grant[];
  /** Milliseconds since 1970 after which it is nobody any more; null for never. */
  expiresAt: number | null;
  /** By what it was recognised: a cookie travels by itself, so it proves less. */
  by: 'token' | 'cookie';
  /** The hash of the API token behind it; null when an identity provider vouches. */
  tokenSha256: string | null;
}

const principals = new WeakMap<FastifyRequest, Principal>();

export function recognise(request: FastifyRequest, principal: Principal): void {
  principals.set(request, principal);
}

/** Undefined on a route that lets anybody in. */
export function knownPrincipalOf(request: FastifyRequest): Principal | undefined {
  return principals.get(request);
}

/** @throws Error on a route that lets anybody in */
export function principalOf(request: FastifyRequest): Principal {
  const principal = knownPrincipalOf(request);
  if (!principal) throw new Error('this route has no principal');
  return principal;
}
