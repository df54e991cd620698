// Where nats-server is looked for, with programs that only say a version.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNatsServer, type Search, type Source } from './nats-program';

jest.setTimeout(60_000);

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'specline-nats-program-')); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const program = (directory: string, version: string): string => {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'nats-server');
  writeFileSync(path, `#!/bin/sh\necho "nats-server: v${version}"\n`);
  chmodSync(path, 0o755);
  return path;
};
const giving = (version: string): Source => ({ name: `gives ${version}`, fetch: async (directory) => program(join(directory, 'unpacked'), version) });
const failing = (reason: string): Source => ({ name: 'fails', fetch: () => Promise.reject(new Error(reason)) });
const cached = (): string => join(folder, 'cache/nats-server', `${process.platform}-${process.arch}`, 'nats-server');
const search = (options: Search): Promise<string> => findNatsServer({ environment: {}, cache: join(folder, 'cache'), sources: [], ...options });

test('the program that NATS_SERVER_BIN names is taken before one on PATH', async () => {
  const named = program(join(folder, 'named'), '2.12.0');
  program(join(folder, 'path'), '2.15.1');
  expect(await search({ environment: { NATS_SERVER_BIN: named, PATH: join(folder, 'path') } })).toBe(named);
});

test('a NATS_SERVER_BIN that is too old is refused instead of passed over', async () => {
  const named = program(join(folder, 'named'), '2.10.27');
  await expect(search({ environment: { NATS_SERVER_BIN: named }, sources: [giving('2.15.0')] })).rejects.toThrow('v2.10.27 is older than 2.12');
});

test('one on PATH that is too old is passed over for the next one', async () => {
  program(join(folder, 'old'), '2.9.10');
  const good = program(join(folder, 'good'), '2.14.5');
  expect(await search({ environment: { PATH: `${join(folder, 'old')}:${join(folder, 'good')}` } })).toBe(good);
});

test('a cached one is taken without asking any source', async () => {
  program(join(cached(), '..'), '2.15.0');
  expect(await search({ sources: [failing('asked')] })).toBe(cached());
});

test('the second source is asked when the first fails, and what it gives is cached', async () => {
  expect(await search({ sources: [failing('no network'), giving('2.15.1')] })).toBe(cached());
  expect(await search({ sources: [failing('asked')] })).toBe(cached());
});

test('a source that gives an unusable program leaves nothing in the cache', async () => {
  await expect(search({ sources: [giving('2.10.0')] })).rejects.toThrow('older than 2.12');
  expect(existsSync(cached())).toBe(false);
});

test('when all fail every reason is named and what to do', async () => {
  program(join(folder, 'old'), '2.9.10');
  const failure = search({ environment: { PATH: join(folder, 'old') }, sources: [failing('no network'), failing('no mirror')] });
  await expect(failure).rejects.toThrow(/v2\.9\.10 is older[\s\S]*no network[\s\S]*no mirror/);
  await expect(failure).rejects.toMatchObject({ remediation: expect.stringContaining('NATS_SERVER_BIN') });
});
