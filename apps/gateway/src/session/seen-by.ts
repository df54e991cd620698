// Which repositories the one who asks may see, for answers that are put together from several.
import type { FastifyRequest } from 'fastify';
import { roleFor, type Grant } from '#domain';
import { principalOf } from './principal';

export type Sees = (repository: string) => boolean;

export function seenBy(request: FastifyRequest): Sees {
  return seenWith(principalOf(request).grants);
}

export function seenWith(grants: readonly Grant[]): Sees {
  return (repository) => roleFor(grants, repository) !== undefined;
}
