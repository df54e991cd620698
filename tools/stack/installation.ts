// Specline as it runs on this machine: streams, emulators where it is a sandbox, and every service, ready to be used.
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connectToNats, ensureStreams } from '#bus';
import { services as parts, variableGroups, type Service as Part } from '#platform';
import { consolePort, freePort } from './free-port';
import { operatorToken, type OperatorToken } from './operator-token';
import { startSandbox, type Sandbox, type SandboxOptions } from './sandbox';
import { serviceDefinition, workers, type ServicesOptions } from './services';
import { SpeclineClient } from './specline-client';
import type { Stack } from './stack';

export interface InstallationOptions {
  environment: NodeJS.ProcessEnv;
  /** Emulators instead of GitHub and Codex Cloud. */
  sandbox: Omit<SandboxOptions, 'dataDir'> | undefined;
  report: (line: string) => void;
  /** Replaces and completes the environment of every service, for tests. */
  settings?: NodeJS.ProcessEnv;
  /** The same for one service. */
  settingsOf?: ServicesOptions['settingsOf'];
  stageProgram?: ServicesOptions['stageProgram'];
  preload?: ServicesOptions['preload'];
}

export interface Installation {
  url: string;
  operator: OperatorToken;
  client: SpeclineClient;
  sandbox: Sandbox | undefined;
  /** What each service was started with, so that a test can start a second replica. */
  options: ServicesOptions;
  stop(): Promise<void>;
}

/** Starts everything on an open stack. The services stop with the stack, the emulators with the installation. */
export async function install(stack: Stack, { environment, sandbox: wanted, report, settings = {}, settingsOf = {}, stageProgram, preload }: InstallationOptions): Promise<Installation> {
  if (stack.infrastructure.servers.nats) await prepareStreams(stack.infrastructure.natsUrl('operations'));
  const sandbox = wanted && await startSandbox({ ...wanted, dataDir: stack.data.path });
  const operator = operatorToken(stack.data.path);
  const options = { ...await servicesOptions(stack, { environment, sandbox, operator, settings, settingsOf }), ...(stageProgram ? { stageProgram } : {}), ...(preload ? { preload } : {}) };
  report('Starting the services');
  try {
    await stack.services.start(...[...workers, 'gateway' as const].map((part) => serviceDefinition(part, options)));
  } catch (error) {
    await sandbox?.stop();
    throw error;
  }
  const url = `http://127.0.0.1:${options.port}`;
  return { url, operator, sandbox, options, client: new SpeclineClient(url, operator.token), stop: async () => sandbox?.stop() };
}

/** The streams belong to the operations user; no service may change them. */
async function prepareStreams(natsUrl: string): Promise<void> {
  const connection = await connectToNats({ url: natsUrl, name: 'local stack' });
  try {
    await ensureStreams(await jetstreamManager(connection));
  } finally {
    await connection.close();
  }
}

/** Trials start runs by the hundred; who wants to see a brake hold in the sandbox sets its variable. */
const brakesOff = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv => Object.fromEntries(Object.keys(variableGroups.Brakes).map((name) => [name, environment[name] ?? '0']));

interface Known { environment: NodeJS.ProcessEnv; sandbox: Sandbox | undefined; operator: OperatorToken; settings: NodeJS.ProcessEnv; settingsOf: NonNullable<ServicesOptions['settingsOf']> }

async function servicesOptions(stack: Stack, { environment, sandbox, operator, settings, settingsOf }: Known): Promise<ServicesOptions> {
  const ports = new Map<Part, number>();
  for (const part of parts) ports.set(part, await freePort());
  return {
    environment, dataDir: stack.data.path, natsUrl: (user) => stack.infrastructure.natsUrl(user), databaseUrl: stack.infrastructure.databaseUrl,
    ownServers: { nats: stack.infrastructure.servers.nats !== undefined, postgres: stack.infrastructure.servers.postgres !== undefined },
    settings: {
      SPECLINE_SUPERVISED: undefined, SPECLINE_HOST: '127.0.0.1',
      ...(sandbox ? { ...brakesOff(environment), ...sandbox.settings, SPEC_WORKFLOW_ARTIFACT_ROOT: join(stack.data.path, 'artifacts') } : {}),
      ...settings,
    },
    settingsOf: {
      ...settingsOf,
      gateway: { ...settingsOf.gateway, SPECLINE_API_TOKENS: [environment.SPECLINE_API_TOKENS, operator.setting].filter(Boolean).join(',') },
      ...(sandbox ? { publisher: { ...sandbox.publisherSettings, ...settingsOf.publisher }, 'codex-runner': { ...sandbox.runnerSettings, ...settingsOf['codex-runner'] } } : {}),
    },
    opsPortOf: (part) => ports.get(part) ?? 0,
    port: await consolePort(environment.PORT),
  };
}
