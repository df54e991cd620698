// The services of Specline as processes of the local stack: what each is told, and when it is ready.
import { join } from 'node:path';
import { environmentOf, type Service as Part } from '#platform';
import type { NatsUser } from './infrastructure';
import { projectRoot } from './project-root';
import type { ServiceDefinition } from './service';

export interface ServicesOptions {
  /** What the operator set, without the sandbox's replacements. */
  environment: NodeJS.ProcessEnv;
  /** Replaces and completes the environment of every service. */
  settings: NodeJS.ProcessEnv;
  /** Replaces and completes the environment of one service, where only that one may know. */
  settingsOf?: Partial<Record<Part, NodeJS.ProcessEnv>>;
  natsUrl(user: NatsUser): string;
  databaseUrl: string;
  /** Which servers the stack has started itself. */
  ownServers: { nats: boolean; postgres: boolean };
  dataDir: string;
  /** A free port for each service's health and metrics. */
  opsPortOf(part: Part): number;
  port: number;
  /** The built program that hosts the stages in place of the real services, which it is told as its argument: for measurements and rehearsals. */
  stageProgram?: string;
  /** A built file that every service loads before its program: for trials. */
  preload?: string;
}

export const workers = ['discovery', 'codex-runner', 'publisher', 'projection'] as const satisfies readonly Part[];

/** The definition of one service; every one is given only the secrets it uses. */
export function serviceDefinition(part: Part, options: ServicesOptions): ServiceDefinition {
  const url = part === 'gateway' ? `http://127.0.0.1:${options.port}` : `http://127.0.0.1:${options.opsPortOf(part)}`;
  const given = { ...options.environment, ...options.settings, ...options.settingsOf?.[part] };
  return {
    name: part,
    parameters: programOf(part, options),
    cwd: projectRoot,
    environment: {
      ...environmentOf(part, given), ...withoutTls(options.ownServers),
      NATS_URL: options.natsUrl(part), SPECLINE_DATA_DIR: options.dataDir, SPECLINE_OPS_PORT: String(options.opsPortOf(part)),
      ...(part === 'gateway' || part === 'projection' ? { DATABASE_URL: options.databaseUrl } : { DATABASE_URL: '' }),
      ...(part === 'gateway' ? { PORT: String(options.port) } : {}),
    },
    ready: () => fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2000) }).then((answer) => answer.ok, () => false),
  };
}

/** What is set for servers elsewhere would have the stack's own refused: they listen on this machine, without TLS. */
function withoutTls({ nats, postgres }: ServicesOptions['ownServers']): NodeJS.ProcessEnv {
  const names = [...(nats ? ['NATS_CA', 'NATS_CERT', 'NATS_KEY'] : []), ...(postgres ? ['PGSSLMODE', 'PGSSLROOTCERT', 'PGSSLCERT', 'PGSSLKEY'] : [])];
  return Object.fromEntries(names.map((name) => [name, '']));
}

function programOf(part: Part, { stageProgram, preload }: ServicesOptions): string[] {
  const replaced = stageProgram !== undefined && part !== 'gateway' && part !== 'projection';
  const program = replaced ? [stageProgram, part] : [`dist/apps/${part}/src/main.js`];
  return ['--enable-source-maps', ...(preload ? ['--require', join(projectRoot, preload)] : []), join(projectRoot, program[0] ?? ''), ...program.slice(1)];
}
