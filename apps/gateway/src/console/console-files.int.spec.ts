// The console's files, as a browser asks for them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fastify, type FastifyInstance } from 'fastify';
import { setSecurityHeaders } from '../http/security-headers';
import { serveConsole } from './console-files';

const script = `console.log("${'x'.repeat(5000)}")`;
let directory: string;
let server: FastifyInstance;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'specline-console-'));
  server = fastify();
  setSecurityHeaders(server);
});
afterEach(async () => {
  await server.close();
  rmSync(directory, { recursive: true, force: true });
});

async function built(html = '<html><head></head><body>console</body></html>'): Promise<void> {
  mkdirSync(join(directory, 'assets'));
  writeFileSync(join(directory, 'index.html'), html);
  writeFileSync(join(directory, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(directory, '.built'), 'secret');
  writeFileSync(join(directory, 'assets', 'index-1a2b.js'), script);
  await serveConsole(server, directory);
}
const policyOf = (answered: { headers: object }): string => (answered.headers as Record<string, string>)['content-security-policy'] ?? '';

test.each(['/', '/runs', '/runs/0199aaaa-0000-7000-8000-000000000001', '/runs?status=failed', '/start', '/board', '/health', '/insight', '/notifications', '/audit', '/sign-in'])('%s is the console\'s page', async (url) => {
  await built();
  const answered = await server.inject({ url });
  expect([answered.statusCode, answered.headers['content-type'], answered.headers['cache-control']]).toEqual([200, 'text/html; charset=utf-8', 'no-store']);
  expect(answered.body).toContain('console');
});

test('no script runs that is not our own file, nobody frames the page, and nothing is sent elsewhere', async () => {
  await built();
  const policy = policyOf(await server.inject({ url: '/runs' }));
  expect(policy).toMatch(/default-src 'none'; script-src 'self'; /);
  expect(policy).toMatch(/connect-src 'self'; .*object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/);
  expect(policy).not.toMatch(/script-src[^;]*unsafe|unsafe-eval|https?:|\*/);
});

test('a page with a place for a nonce gets a new one each time, and styles need it', async () => {
  await built('<head><meta property="csp-nonce" nonce="NONCE"></head>');
  const [first, second] = [await server.inject({ url: '/' }), await server.inject({ url: '/' })];
  const nonceOf = (body: string): string | undefined => /nonce="([\w-]{20,})"/.exec(body)?.[1];
  expect(nonceOf(first.body)).not.toBe(nonceOf(second.body));
  expect(policyOf(first)).toContain(`style-src 'self' 'nonce-${nonceOf(first.body)}';`);
});

test('files with a hash in their names are kept for ever, the others are asked for again', async () => {
  await built();
  expect((await server.inject({ url: '/assets/index-1a2b.js' })).headers['cache-control']).toBe('public, max-age=31536000, immutable');
  const icon = await server.inject({ url: '/favicon.svg' });
  expect([icon.headers['cache-control'], icon.headers['content-type'], icon.headers['x-content-type-options']]).toEqual(['public, max-age=0', 'image/svg+xml', 'nosniff']);
});

test.each(['gzip', 'br'])('scripts are sent compressed with %s to who takes it', async (encoding) => {
  await built();
  const answered = await server.inject({ url: '/assets/index-1a2b.js', headers: { 'accept-encoding': encoding } });
  expect(answered.headers['content-encoding']).toBe(encoding);
  expect(answered.rawPayload.length).toBeLessThan(500);
  expect((await server.inject({ url: '/assets/index-1a2b.js' })).body).toBe(script);
});

test.each(['/elsewhere', '/assets/', '/assets/../index.html', '/assets/..%2findex.html', '/.built', '/index.html', '/assets/missing.js'])('%s is nothing of the console', async (url) => {
  await built();
  expect([403, 404]).toContain((await server.inject({ url })).statusCode);
});

test('a person at an address that is none gets the page, which says so; a program, and who asks the API, gets no page', async () => {
  await built();
  const asked = async (url: string, accept: string) => { const { statusCode, body } = await server.inject({ url, headers: { accept } }); return [statusCode, body.includes('console')]; };
  expect(await asked('/elsewhere', 'text/html,application/xhtml+xml')).toEqual([404, true]);
  expect(await asked('/elsewhere', 'application/json')).toEqual([404, false]);
  expect(await asked('/api/elsewhere', 'text/html')).toEqual([404, false]);
});

test('while the console is not built, / leads to the description of the API', async () => {
  await serveConsole(server, directory);
  expect((await server.inject({ url: '/' })).headers.location).toBe('/api/docs');
  expect((await server.inject({ url: '/runs' })).statusCode).toBe(404);
});
