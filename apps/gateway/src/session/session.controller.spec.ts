import type { FastifyRequest } from 'fastify';
import { sessionSchema } from '#contracts';
import { recognise, type Principal } from './principal';
import { SessionController } from './session.controller';

const show = (principal: Pick<Principal, 'role' | 'grants'>) => {
  const request = { cookies: {} } as FastifyRequest;
  recognise(request, { name: 'mia', expiresAt: null, by: 'token', tokenSha256: null, ...principal });
  return sessionSchema.parse(new SessionController({} as never, {} as never, {} as never, { url: null }).show(request));
};

test('who asks is told the highest role, and which is for which repositories', () => {
  const grants = [{ role: 'viewer' as const }, { role: 'operator' as const, repositories: ['acme/web', 'globex/*'] }];
  expect(show({ role: 'operator', grants })).toMatchObject({ name: 'mia', role: 'operator', grants });
  expect(show({ role: 'admin', grants: [{ role: 'admin' }] }).grants).toEqual([{ role: 'admin' }]);
});
