// config/nats/cluster.conf on three real servers: a fact outlives any one of them.
import { closeSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { ObjectArtifactStore, artifactStream, patchForm } from '#artifacts';
import { JetStreamRunLog, connectToNats, defaultStreamSettings, ensureStreams } from '#bus';
import { fact, lane, requested } from '../libs/contracts/fixtures/sample-facts';
import { freePort } from '../tools/stack/free-port';
import { spawnGuarded, type GuardedProcess } from '../tools/stack/guarded-process';
import { natsPasswords, natsUsersFile } from '../tools/stack/infrastructure';
import { lastLines, openLog } from '../tools/stack/log-file';
import { findNatsServer } from '../tools/stack/nats-program';
import { projectRoot } from '../tools/stack/project-root';
import { until } from '../tools/stack/until';

interface Address { name: string; port: number; routePort: number; monitorPort: number }

const folder = mkdtempSync(join(tmpdir(), 'specline-cluster-'));
const passwords = natsPasswords();
const servers: GuardedProcess[] = [];
let addresses: Address[];
let operations: NatsConnection;
let gateway: NatsConnection;

async function start({ name, port, routePort, monitorPort }: Address): Promise<GuardedProcess> {
  const routes = addresses.map((address) => `"nats://route:routepassword@127.0.0.1:${address.routePort}"`);
  const log = openLog(join(folder, `${name}.log`));
  const server = await spawnGuarded(await findNatsServer(), [
    '--config', configuration(name), '--addr', '127.0.0.1', '--port', String(port), '--http_port', String(monitorPort), '--cluster', `nats://127.0.0.1:${routePort}`,
  ], { environment: { ...passwords.environment, NATS_NAME: name, NATS_ROUTE_PASSWORD: 'routepassword', NATS_ROUTES: `[${routes.join(', ')}]` }, stdio: ['ignore', log, log] });
  closeSync(log);
  await until(`${name} answers`, () => {
    if (!server.running) throw new Error(`${name} did not start:\n${lastLines(join(folder, `${name}.log`), 5)}`);
    return fetch(`http://127.0.0.1:${monitorPort}/varz`).then(() => true, () => undefined);
  });
  return server;
}

/** The delivered file with its data elsewhere; addresses can be given on the command line, this cannot. */
function configuration(name: string): string {
  const delivered = readFileSync(join(projectRoot, 'config/nats/cluster.conf'), 'utf8');
  const file = join(folder, `${name}.conf`);
  writeFileSync(file, delivered.replace('"/data/nats"', `"${join(folder, name)}"`).replace('"users.conf"', `"${relative(folder, natsUsersFile)}"`));
  return file;
}

function connect(user: 'operations' | 'gateway'): Promise<NatsConnection> {
  const url = addresses.map(({ port }) => `nats://${user}:${passwords.of(user)}@127.0.0.1:${port}`).join(',');
  return connectToNats({ url, name: user });
}

beforeAll(async () => {
  addresses = await Promise.all([1, 2, 3].map(async (number) => ({ name: `nats-${number}`, port: await freePort(), routePort: await freePort(), monitorPort: await freePort() })));
  for (const address of addresses) servers.push(await start(address));
  operations = await connect('operations');
  gateway = await connect('gateway');
  const manager = await jetstreamManager(operations, { checkAPI: false });
  let refusal: unknown;
  const make = (): Promise<true | undefined> => ensureStreams(manager, { ...defaultStreamSettings, runMaxBytes: 64 * 1024 * 1024, replicas: 3 }).then(() => true, (error: unknown) => { refusal = error; return undefined; });
  await until('the streams are made', make).catch((late: unknown) => { throw new Error('the cluster has not come to make its streams', { cause: refusal ?? late }); });
}, 240_000);

afterAll(async () => {
  await operations?.close();
  await gateway?.close();
  await Promise.all(servers.map((server) => server.stop()));
  rmSync(folder, { recursive: true, force: true });
});

test('with SPECLINE_STREAM_REPLICAS=3 artifacts have three copies: what is written is read at once, and a log goes on when its leader dies', async () => {
  const options = { retentionDays: 7, maxBytes: 256 * 1024 * 1024, replicas: 3, restMilliseconds: 5 };
  const [writer, reader] = [await ObjectArtifactStore.on(operations, options), await ObjectArtifactStore.on(gateway, options)];
  const { runId } = fact({ stage: 'run', state: 'requested', next: 'none' });
  for (let attempt = 1; attempt <= 30; attempt += 1) {
    const bytes = randomBytes(200_000);
    const artifact = await writer.write({ runId, stage: 'apply', attempt, kind: 'codex_patch' }, bytes, patchForm);
    expect(Buffer.compare(await reader.read(artifact), bytes)).toBe(0);
  }
  const manager = await jetstreamManager(operations);
  const { config, cluster } = await manager.streams.info(artifactStream);
  expect({ copies: config.num_replicas, followers: cluster?.replicas?.length }).toEqual({ copies: 3, followers: 2 });
  const leader = addresses.findIndex(({ name }) => name === cluster?.leader);
  const log = await writer.openLog({ runId, stage: 'apply', attempt: 1, kind: 'codex_logs' });
  const lines = Array.from({ length: 2000 }, (_, index) => `line ${index}`);
  for (const [index, line] of lines.entries()) {
    log.line(line);
    if (index % 10 === 0) await new Promise(setImmediate);
    if (index === 1000) await servers[leader]!.kill();
  }
  const artifact = await log.close();
  expect((await reader.read(artifact)).toString() === lines.map((line) => `${line}\n`).join('')).toBe(true);
  servers[leader] = await start(addresses[leader]!);
  await until('the server that died has caught up', async () => (await manager.streams.info('RUN')).cluster?.replicas?.every(({ current, offline }) => current && !offline));
}, 120_000);

test('with SPECLINE_STREAM_REPLICAS=3 every fact has three copies, and appending goes on when one server dies', async () => {
  const { config, cluster } = await (await jetstreamManager(operations)).streams.info('RUN');
  expect({ copies: config.num_replicas, followers: cluster?.replicas?.length }).toEqual({ copies: 3, followers: 2 });
  const leader = addresses.findIndex(({ name }) => name === cluster?.leader);
  const log = await JetStreamRunLog.on(gateway);
  const before = await log.append(requested(), { expectedSequence: 0 });
  await servers[leader]!.kill();
  const seen = await until('the others have chosen a leader', () => log.lastOfLane(lane).catch(() => undefined));
  expect(seen.sequence).toBe(before);
  const cancelled = fact({ stage: 'run', state: 'cancelled', next: 'none' });
  const after = await until('a fact is appended', () => log.append(cancelled, { expectedSequence: before }).catch(() => undefined));
  expect(after).toBeGreaterThan(before);
}, 90_000);
