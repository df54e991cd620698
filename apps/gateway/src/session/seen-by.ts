// Which repositories the one who asks may see, for answers that are put together from several.
import type { FastifyRequest } from 'fastify';
import { roleFor } from '#domain';
import { principalOf } from './principal';

export type Sees = (repository: string) => boolean;

export function seenBy(request: FastifyRequest): Sees {
  const { grants } = principalOf(request);
  return (repository) => roleFor(grants, repository) !== undefined;
}
