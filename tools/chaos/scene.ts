// The whole installation that is tried: every service twice, real NATS and PostgreSQL, a world beyond, and eyes on the stream of facts.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JetStreamRunLog, connectToNats, type RunLog } from '#bus';
import { services as parts, type Service as Part } from '#platform';
import { freePort } from '../stack/free-port';
import { guardianGone } from '../stack/guarded-process';
import { install, type Installation } from '../stack/installation';
import { natsUsers } from '../stack/infrastructure';
import { serviceDefinition } from '../stack/services';
import { SmallDisk } from '../stack/small-disk';
import { openStack, type Stack } from '../stack/stack';
import { linesTo, over, type Lines } from './network/lines';
import { Watch } from './watch';
import type { World } from './world';

export interface SmallDisks { nats: SmallDisk; postgres: SmallDisk }

export interface Scene {
  /** Everything that it stores lies below. */
  folder: string;
  /** Temporary files of the services. */
  temporary: string;
  stack: Stack;
  /** Of the servers, where it was asked for. */
  disks: SmallDisks | undefined;
  installation: Installation;
  world: World;
  /** By which the first and the second replica of every service reach the servers. */
  lines: readonly [Lines, Lines];
  /** The two gateways. */
  urls: readonly [string, string];
  connection: Awaited<ReturnType<typeof connectToNats>>;
  log: RunLog;
  watch: Watch;
  /** What no fact, log or artifact may show. */
  secrets: string[];
  stop(): Promise<void>;
  /** Removes what it has stored. */
  remove(): void;
}

/** Waiting is short; nothing else differs from an installation that works. */
const quick: NodeJS.ProcessEnv = { SPECLINE_RETRY_DELAYS_SECONDS: '1,2,4,8', SPECLINE_SETTLE_SECONDS: '2', SPECLINE_CODEX_POLL_SECONDS: '1' };

/** Of a small disk: more than a round writes. */
const mebibytes = 512;
/** Lets a fault put the clock of a service wrong. */
const preload = 'dist/tools/chaos/clock/shifted-clock.js';

/** `onSmallDisks`: both servers keep what they have on disks that can be filled. */
export async function openScene(world: World, { onSmallDisks = false } = {}): Promise<Scene> {
  // What ends and starts again is the fault's doing and no news.
  const report = (): void => undefined;
  const folder = mkdtempSync(join(tmpdir(), 'specline-chaos-'));
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  const environment = { PATH: process.env.PATH, HOME: process.env.HOME, XDG_CACHE_HOME: process.env.XDG_CACHE_HOME, TMPDIR: temporary, SPECLINE_DATA_DIR: join(folder, 'data'), PORT: '0' };
  const disks = onSmallDisks ? smallDisks(environment.SPECLINE_DATA_DIR) : undefined;
  const unmount = (): void => {
    for (const disk of disks ? [disks.nats, disks.postgres] : []) disk.unmount();
  };
  const stack = await openStack({ environment, reset: false, sandbox: true, report }).catch((error: unknown) => {
    unmount();
    throw error;
  });
  try {
    const lines = [await linesTo(stack.infrastructure), await linesTo(stack.infrastructure)] as const;
    const installation = await install({ ...stack, infrastructure: over(lines[0], stack.infrastructure) }, { environment, report, preload, ...world.options, settings: { ...quick, ...world.options.settings } });
    const second = await doubled(stack, installation, lines[1]);
    const connection = await connectToNats({ url: stack.infrastructure.natsUrl('operations'), name: 'chaos' });
    const log = await JetStreamRunLog.on(connection);
    const watch = await Watch.on(log);
    const remove = (): void => {
      unmount();
      rmSync(folder, { recursive: true, force: true });
    };
    const stop = async (): Promise<void> => {
      await watch.stop();
      await connection.close();
      await stack.stop();
      await Promise.all(lines.map((line) => line.close()));
      await installation.stop();
      await guardianGone();
    };
    return { folder, temporary, stack, disks, installation, world, lines, urls: [installation.url, second], connection, log, watch, secrets: secretsOf(stack, installation), stop, remove };
  } catch (error) {
    await stack.stop();
    unmount();
    throw error;
  }
}

function smallDisks(data: string): SmallDisks {
  const disks = { nats: SmallDisk.mount(mebibytes), postgres: SmallDisk.mount(mebibytes) };
  mkdirSync(data);
  for (const [name, { path }] of Object.entries(disks)) symlinkSync(path, join(data, name));
  return disks;
}

/** A second replica of every service. @returns the address of the second gateway */
async function doubled({ services, infrastructure }: Stack, { options }: Installation, lines: Lines): Promise<string> {
  const reached = over(lines, infrastructure);
  const ports = new Map<Part, number>();
  for (const part of parts) ports.set(part, await freePort());
  const port = await freePort();
  await services.start(...parts.map((part) => serviceDefinition(part, { ...options, natsUrl: (user) => reached.natsUrl(user), databaseUrl: reached.databaseUrl, port, opsPortOf: (one) => ports.get(one) ?? 0 })));
  return `http://127.0.0.1:${port}`;
}

function secretsOf({ infrastructure }: Stack, { operator, options: { settings, settingsOf } }: Installation): string[] {
  const login = settings.CODEX_HOME ? JSON.parse(readFileSync(join(settings.CODEX_HOME, 'auth.json'), 'utf8')) as { tokens: Record<string, string> } : undefined;
  const passwords = [...natsUsers.map((user) => infrastructure.natsUrl(user)), infrastructure.databaseUrl].map((url) => new URL(url).password);
  const tokens = [operator.token, settings.GITHUB_READ_TOKEN, settingsOf?.publisher?.GH_TOKEN, login?.tokens['access_token'], login?.tokens['refresh_token']];
  return [...passwords, ...tokens.filter((token) => token !== undefined)].filter((secret) => secret.length > 8);
}
