// What an emulator leaves behind when it is killed: the next one on the same data goes on from there.
import { join } from 'node:path';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startCodexCloudEmulator, type CodexCloudEmulator, type CodexCloudOptions } from './codex-cloud-emulator';
import { PROMPT, startEmulatedCloud, until, type EmulatedCloud } from './emulated-cloud.fixture';

const EXEC = ['cloud', 'exec', '--env', 'env-web', '--branch', 'main', '-'];
const ENVIRONMENTS = [{ id: 'env-web', label: 'acme/web', repository: 'acme/web' }];

let cloud: EmulatedCloud;
let second: CodexCloudEmulator | undefined;
afterEach(async () => {
  await second?.close();
  second = undefined;
  await cloud.close();
});

/** The first emulator is left as it is, as after a kill: nothing it would still write at its end is there. */
const startAgain = (gitUrl: CodexCloudOptions['gitUrl']) =>
  startCodexCloudEmulator({ dataDir: join(cloud.directory, 'data'), host: '127.0.0.1', port: 0, environments: ENVIRONMENTS, gitUrl, settings: { latencyMs: 0 } });

test('tasks, their outcomes, the held one and the login outlive the process', async () => {
  cloud = await startEmulatedCloud();
  cloud.emulator.control.behave({ behaviour: { kind: 'slow' }, tasks: 1 });
  await cloud.codex(EXEC, { input: PROMPT });
  await cloud.codex(EXEC, { input: PROMPT });
  await until(() => cloud.emulator.control.tasks().every(({ outcome }) => outcome) || undefined);
  second = await startAgain(() => cloud.repository);
  const listing = await cloud.codex(['cloud', 'list', '--json'], { environment: second.environmentVariables() });
  expect(JSON.parse(listing.stdout)).toMatchObject({ tasks: [{ status: 'ready' }, { status: 'pending' }] });
  const held = second.control.tasks()[1];
  await second.control.release(held?.id ?? '');
  expect(second.control.tasks()).toMatchObject([{ state: 'ready' }, { state: 'ready', id: held?.id }]);
});

test('a task whose agent was killed at work is worked on again', async () => {
  let letGo: (url: string) => void = () => undefined;
  cloud = await startEmulatedCloud({ gitUrl: () => new Promise<string>((resolve) => (letGo = resolve)) });
  try {
    await cloud.codex(EXEC, { input: PROMPT });
    expect(cloud.emulator.control.tasks()).toMatchObject([{ state: 'pending' }]);
    const again = (second = await startAgain(() => cloud.repository));
    const done = await until(() => again.control.tasks().find(({ state }) => state !== 'pending'));
    expect(done).toMatchObject({ state: 'ready', outcome: { kind: 'diff' } });
  } finally {
    letGo(cloud.repository);
  }
});

test('a remote over HTTP is given the token as basic authorization', async () => {
  const seen: (string | undefined)[] = [];
  const remote: Server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(403).end();
  });
  await new Promise<void>((resolve) => remote.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = remote.address() as AddressInfo;
    cloud = await startEmulatedCloud({ gitUrl: (repository) => ({ url: `http://127.0.0.1:${port}/${repository}.git`, token: 'secret-token' }) });
    await cloud.codex(EXEC, { input: PROMPT });
    const failed = await until(() => cloud.emulator.control.tasks().find(({ state }) => state === 'error'));
    expect(seen[0]).toBe(`Basic ${Buffer.from('x-access-token:secret-token').toString('base64')}`);
    expect(JSON.stringify(failed.outcome)).not.toContain('secret-token');
  } finally {
    await new Promise((resolve) => remote.close(resolve));
  }
});
