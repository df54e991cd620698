import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { consolePort, freePort } from './free-port';

jest.setTimeout(60_000);

let claims: string;
let server: Server | undefined;
beforeEach(() => { claims = mkdtempSync(join(tmpdir(), 'specline-ports-')); });
afterEach(() => {
  server?.close();
  rmSync(claims, { recursive: true, force: true });
});

async function listen(port = 0): Promise<number> {
  server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

test('a wanted port that is free is used', async () => {
  const port = await freePort();
  expect(await consolePort(String(port), claims)).toBe(port);
});

test('a wanted port that is taken is an error which says so', async () => {
  const port = await listen();
  await expect(consolePort(String(port), claims)).rejects.toThrow(`Port ${port} (PORT) is taken.`);
});

test('a wanted port that is no number is an error', async () => {
  await expect(consolePort('http', claims)).rejects.toThrow('PORT is "http"');
});

test('without a wish two starts get different ports, although nobody listens yet', async () => {
  const [one, other] = await Promise.all([consolePort(undefined, claims), consolePort(undefined, claims)]);
  expect(one).toBeGreaterThanOrEqual(8080);
  expect(other).not.toBe(one);
});

test('without a wish a port where somebody listens is passed over', async () => {
  const first = await consolePort(undefined, claims);
  await listen(first);
  rmSync(claims, { recursive: true, force: true });
  expect(await consolePort('', claims)).toBeGreaterThan(first);
});
