import { concernOf } from './concern';

const runs = '/api/workflows/speckit/runs';

test.each([
  ['GET', runs, 'listed'], ['HEAD', runs, 'listed'], ['POST', runs, 'order'], ['POST', `${runs}/preview`, 'order'], ['GET', `${runs}/counts`, 'listed'],
  ['GET', `${runs}/:id`, 'run'], ['POST', `${runs}/:id/cancel`, 'run'], ['PUT', `${runs}/:id/whatever/comes`, 'run'],
  ['GET', '/api/workflows/speckit/repositories/:owner/:name/features', 'repository'], ['GET', '/api/session', 'nothing'],
])('%s %s is about: %s', (method, route, concern) => {
  expect(concernOf(method, route)).toBe(concern);
});

test.each([['GET', '/api/workflows/speckit/insight'], ['POST', '/api/workflows/speckit/webhooks/deliveries/:id/redeliver'], ['GET', '/api/new'], ['DELETE', runs], ['GET', `${runs}/new`], ['GET', `${runs}/:ident`], ['GET', '__proto__']])('%s %s, which is not told apart or not known, is about everything', (method, route) => {
  expect(concernOf(method, route)).toBe('everything');
});
