// Says which routes are in the audit log, and under which name. One that changes something and says neither is not served at all.
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { runsPath, type AuditedAction } from '#contracts';
import { isReading } from '../session/access';

/** Of a controller's method: each of its requests is an entry of the audit log. */
export const Audited = (action: AuditedAction): MethodDecorator => RouteConfig({ audited: action });

/** What is asked with another method than GET and is no entry all the same, with the reason. */
export const unaudited: Readonly<Record<string, string>> = {
  'POST /api/session': 'It changes nothing but the cookie of a browser; what is done with it names who did it.',
  'DELETE /api/session': 'It changes nothing but the cookie of a browser.',
  [`POST /${runsPath}/preview`]: 'It has no effect.',
};

export function actionOf({ routeOptions: { config } }: FastifyRequest): AuditedAction | undefined {
  return (config as { audited?: AuditedAction }).audited;
}

/** @throws Error while the routes are made */
export function requireAudited(server: FastifyInstance): void {
  server.addHook('onRoute', ({ method, url, config }: RouteOptions) => {
    for (const one of [method].flat()) {
      if (isReading(one) || !url.startsWith('/api/') || Object.hasOwn(unaudited, `${one} ${url}`)) continue;
      if (!config || !('audited' in config)) throw new Error(`${one} ${url} changes something and is not in the audit log: say @Audited, or why not in audited.ts`);
    }
  });
}
