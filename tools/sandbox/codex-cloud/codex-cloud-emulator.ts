// The sandbox's Codex Cloud: everything that the unmodified Codex CLI meets behind a proxy, on this machine only.
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { GitRemote } from './agent/checkout';
import { registerAuthBackend } from './auth-backend';
import { BehaviourRules } from './behaviours';
import { serverIdentity, type ServerIdentity } from './certificates';
import { ChatGptLogins } from './chatgpt-logins';
import { CloudSettings } from './cloud-settings';
import { CloudTasks, type CloudEnvironment } from './cloud-tasks';
import { CodexCloudControl } from './codex-cloud-control';
import { startConnectProxy } from './connect-proxy';
import { startControlServer } from './control-server';
import { EffectCounters } from './effects';
import { Faults } from './faults';
import { serviceApplication } from './service-application';
import { registerTasksBackend } from './tasks-backend';

export interface CodexCloudOptions {
  /** Absolute. Tasks, logins and certificates are kept here and found again by the next emulator on it. */
  dataDir: string;
  /** Loopback only. */
  host: '127.0.0.1' | 'localhost';
  /** The proxy's port; 0 for a free one. */
  port: number;
  /** The control's port; 0 or absent for a free one. */
  controlPort?: number;
  environments: readonly CloudEnvironment[];
  /** Where the agent clones from: a bare repository's directory, or a smart-HTTP URL with a token. */
  gitUrl: (repository: string) => GitRemote | string | Promise<GitRemote | string>;
  settings?: Partial<CloudSettings>;
  logger?: { info(details: Record<string, unknown>, message: string): void };
}

export interface CodexCloudEmulator {
  proxyUrl: string;
  controlUrl: string;
  caCertificatePath: string;
  control: CodexCloudControl;
  /** Signs in: writes `auth.json` of a new ChatGPT login into the directory and returns the directory. */
  codexHome(directory: string, login?: { accessTokenExpiresAt?: Date }): Promise<string>;
  /** What a process needs beside CODEX_HOME so that its Codex CLI talks to this emulator and to nothing else. */
  environmentVariables(): Record<string, string>;
  close(): Promise<void>;
}

/**
 * Starts on loopback. Rejects when a port is taken or `dataDir` cannot be written.
 *
 * @example
 * const cloud = await startCodexCloudEmulator({ dataDir, host: '127.0.0.1', port: 0, gitUrl: (name) => `${repositories}/${name}.git`,
 *   environments: [{ id: 'env-web', label: 'acme/web', repository: 'acme/web' }] });
 * const env = { ...process.env, ...cloud.environmentVariables(), CODEX_HOME: await cloud.codexHome('/var/lib/sandbox/codex') };
 */
export async function startCodexCloudEmulator(options: CodexCloudOptions): Promise<CodexCloudEmulator> {
  const { dataDir, host } = options;
  if (!isAbsolute(dataDir)) throw new Error(`The emulator's dataDir must be absolute, not "${dataDir}".`);
  const parts = await partsOf(options);
  const identity = await serverIdentity(join(dataDir, 'tls'), ['chatgpt.com', 'auth.openai.com'], new Date());
  const hosts = await applications(options, parts, identity);
  const onRefused = (target: string) => parts.counters.targetRefused(target);
  const control = new CodexCloudControl(parts);
  const controlServer = await startControlServer(control, host, options.controlPort ?? 0);
  const destinations = new Map(hosts.map(([name, { server }]) => [name, server]));
  const proxy = await startConnectProxy({ host, port: options.port, onRefused, destinations }).catch(async (error: unknown) => {
    await controlServer.close();
    throw error;
  });
  return {
    proxyUrl: proxy.url,
    controlUrl: controlServer.url,
    caCertificatePath: identity.authorityPath,
    control,
    codexHome: (directory, login) => signIn(directory, parts, login?.accessTokenExpiresAt),
    environmentVariables: () => environmentVariables(proxy.url, identity.authorityPath),
    close: async () => {
      await Promise.all([proxy.close(), controlServer.close()]);
      await Promise.all(hosts.map(([, application]) => application.close()));
      await parts.tasks.close();
    },
  };
}

type Parts = Awaited<ReturnType<typeof partsOf>>;

async function partsOf({ dataDir, gitUrl, settings: given, logger }: CodexCloudOptions) {
  const settings = CloudSettings.parse(given ?? {});
  const rules = new BehaviourRules();
  const log = (event: string, details: Record<string, unknown>) => logger?.info(details, event);
  const tasks = await CloudTasks.open({ dataDir, gitUrl, rules, settings, log });
  return { tasks, rules, settings, faults: new Faults(), counters: new EffectCounters(), logins: new ChatGptLogins(join(dataDir, 'logins.json')) };
}

async function applications({ environments }: CodexCloudOptions, parts: Parts, identity: ServerIdentity) {
  const { tasks, logins, settings, counters } = parts;
  const chatGpt = serviceApplication({ identity, ...parts });
  registerTasksBackend(chatGpt, { environments, tasks, logins, settings });
  const auth = serviceApplication({ identity, ...parts });
  registerAuthBackend(auth, logins, settings, counters);
  await Promise.all([chatGpt.ready(), auth.ready()]);
  return [['chatgpt.com', chatGpt] as const, ['auth.openai.com', auth] as const];
}

/** As `codex login` leaves it (CLI 0.169.0). */
async function signIn(directory: string, { logins, settings }: Parts, expiresAt?: Date): Promise<string> {
  const tokens = logins.signIn(expiresAt?.getTime() ?? Date.now() + settings.accessTokenLifetimeMs);
  const auth = {
    auth_mode: 'chatgpt',
    OPENAI_API_KEY: null,
    tokens: { id_token: tokens.accessToken, access_token: tokens.accessToken, refresh_token: tokens.refreshToken, account_id: tokens.accountId },
    last_refresh: new Date().toISOString(),
  };
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, 'auth.json');
  await writeFile(`${path}.new`, JSON.stringify(auth, undefined, 2), { mode: 0o600 });
  await rename(`${path}.new`, path);
  return directory;
}

/** Loopback is reached directly: git and the emulated GitHub are there. Both spellings, since programs differ in which one they obey. */
function environmentVariables(proxyUrl: string, caCertificatePath: string): Record<string, string> {
  const direct = '127.0.0.1,localhost,::1';
  return {
    HTTPS_PROXY: proxyUrl,
    https_proxy: proxyUrl,
    NO_PROXY: direct,
    no_proxy: direct,
    CODEX_CA_CERTIFICATE: caCertificatePath,
  };
}
