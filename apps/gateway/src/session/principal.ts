// Who speaks: the owner of an API token, recognised once per request before anything else is looked at.
import type { FastifyRequest } from 'fastify';
import type { Role } from '#contracts';

export interface Principal {
  name: string;
  role: Role;
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

/** @throws Error on a route that lets anybody in */
export function principalOf(request: FastifyRequest): Principal {
  const principal = principals.get(request);
  if (!principal) throw new Error('this route has no principal');
  return principal;
}
