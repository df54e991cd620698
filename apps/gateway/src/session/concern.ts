// What a route is about, as far as rights go: one run, a repository, many, or all of them. Pure.
import { auditPath, boardPath, brakesPath, eventsPath, healthPath, repositoriesPath, runsPath } from '#contracts';

/**
 * `nothing`: whoever has a role may ask. `listed`: the answer holds only what may be seen. `run`: the run `:id`. `order`: the repository in the body.
 * `repository`: the one in the address. `everything`: what is not told apart by repository.
 */
export type Concern = 'nothing' | 'listed' | 'run' | 'order' | 'repository' | 'everything';

const known: Readonly<Record<string, Concern>> = {
  'GET /api/session': 'nothing', 'POST /api/session': 'nothing', 'DELETE /api/session': 'nothing', [`GET /${healthPath}`]: 'nothing',
  [`GET /${runsPath}`]: 'listed', [`GET /${runsPath}/counts`]: 'listed', [`GET /${eventsPath}`]: 'listed', [`GET /${repositoriesPath}`]: 'listed', [`GET /${boardPath}`]: 'listed', [`GET /${brakesPath}`]: 'listed', [`GET /${auditPath}`]: 'listed',
  [`POST /${runsPath}`]: 'order', [`POST /${runsPath}/preview`]: 'order', [`POST /${brakesPath}/release`]: 'order',
  [`GET /${repositoriesPath}/:owner/:name/features`]: 'repository',
};

/** A route that nobody has thought of here is about everything: whoever has rights on some repositories only is refused. */
export function concernOf(method: string, route: string): Concern {
  const name = `${method === 'HEAD' ? 'GET' : method} ${route}`;
  if (Object.hasOwn(known, name)) return known[name] ?? 'everything';
  return route === `/${runsPath}/:id` || route.startsWith(`/${runsPath}/:id/`) ? 'run' : 'everything';
}
