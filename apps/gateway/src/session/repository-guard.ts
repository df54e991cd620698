// Rights by repository, decided for every route in one place before its handler runs: what may not be seen is not there.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { mayOperate, roleFor, roleForAll } from '#domain';
import type { Role } from '#contracts';
import type { RunReader } from '../board/run-reader';
import { isId } from '../http/parse-shape';
import { ApiProblem, runUnknown } from '../problems/api-problem';
import { isReading } from './access';
import { concernOf } from './concern';
import { knownPrincipalOf, type Principal } from './principal';

export class RepositoryGuard {
  constructor(private readonly reader: Pick<RunReader, 'find'>) {}

  /** After the body was read, because an order names its repository there. */
  guard(server: FastifyInstance): void {
    server.addHook('preHandler', (request) => this.admit(request));
  }

  private async admit(request: FastifyRequest): Promise<void> {
    const principal = knownPrincipalOf(request);
    const route = request.routeOptions.url;
    // What lets anybody in is about no repository, and its role for all of them was looked at before.
    if (!principal || route === undefined || roleForAll(principal.grants) === principal.role) return;
    const concern = concernOf(request.method, route);
    if (concern === 'nothing' || concern === 'listed') return;
    if (concern === 'everything') requireRole(roleForAll(principal.grants), request, principal, allRepositories);
    else if (concern === 'run') await this.admitToRun(request, principal);
    else admitToRepository(concern === 'order' ? bodyRepository(request) : pathRepository(request), request, principal);
  }

  private async admitToRun(request: FastifyRequest, principal: Principal): Promise<void> {
    const { id = '' } = request.params as { id?: string };
    const run = isId(id) ? await this.reader.find(id) : undefined;
    requireRole(run && roleFor(principal.grants, run.repository), request, principal, () => runUnknown(id));
  }
}

function admitToRepository(repository: string | undefined, request: FastifyRequest, principal: Principal): void {
  // Without a repository the order is refused for that, whoever gives it.
  if (repository !== undefined) requireRole(roleFor(principal.grants, repository), request, principal, () => repositoryUnknown(repository));
}

/** @throws ApiProblem of `unseen` for what may not be seen; 403 for what may only be looked at */
function requireRole(role: Role | undefined, { method }: FastifyRequest, { name }: Principal, unseen: () => ApiProblem): void {
  if (role === undefined) throw unseen();
  if (isReading(method) || mayOperate(role)) return;
  throw new ApiProblem({ status: 403, code: 'auth.role', detail: `${name} may only look at this repository.`, remediation: 'Use a token with the role operator for it.' });
}

function bodyRepository({ body }: FastifyRequest): string | undefined {
  const repository = typeof body === 'object' && body !== null && 'repository' in body ? body.repository : undefined;
  return typeof repository === 'string' ? repository : undefined;
}

function pathRepository({ params }: FastifyRequest): string {
  const { owner = '', name = '' } = params as { owner?: string; name?: string };
  return `${owner}/${name}`;
}

function repositoryUnknown(repository: string): ApiProblem {
  return new ApiProblem({
    status: 404, code: 'repository.unknown', detail: `There is no repository ${JSON.stringify(repository).slice(0, 120)} for you.`,
    remediation: 'Check its spelling; if it is right, ask an admin of Specline for rights on it.',
  });
}

function allRepositories(): ApiProblem {
  return new ApiProblem({
    status: 403, code: 'auth.all_repositories', detail: 'This is not told apart by repository, and you have rights on some only.',
    remediation: 'Use a token with rights on all repositories.',
  });
}
