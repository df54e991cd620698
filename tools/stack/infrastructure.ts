// What the services stand on: a NATS server with a user for each of them, and a PostgreSQL database.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { NatsServer } from './nats-server';
import { PostgresServer } from './postgres';
import { projectRoot } from './project-root';
import { StackError } from './stack-error';

/** The users of config/nats/users.conf. */
export const natsUsers = ['operations', 'gateway', 'projection', 'discovery', 'codex-runner', 'publisher'] as const;
export type NatsUser = (typeof natsUsers)[number];
export const natsUsersFile = join(projectRoot, 'config/nats/users.conf');

export interface InfrastructureOptions {
  dataDir: string;
  logs: string;
  report: (line: string) => void;
  /** Servers that run elsewhere (`NATS_URL`, `DATABASE_URL`); the missing ones are started here. */
  natsUrl?: string;
  databaseUrl?: string;
}

export interface Infrastructure {
  /** The address for one service, with its user and password. A NATS that runs elsewhere has one address for all. */
  natsUrl(user: NatsUser): string;
  databaseUrl: string;
  /** Those that were started here. */
  servers: { nats: NatsServer | undefined; postgres: PostgresServer | undefined };
  /** Settles with the reason when a server that was started here ends by itself. */
  lost: Promise<StackError>;
  stop(): Promise<void>;
}

/** Starts both servers side by side. When one fails the other is stopped again. */
export async function startInfrastructure(options: InfrastructureOptions): Promise<Infrastructure> {
  const { dataDir, logs, report, natsUrl, databaseUrl } = options;
  const passwords = natsPasswords();
  const [nats, postgres] = await bothOrNone(
    natsUrl ? undefined : NatsServer.start({
      directory: join(dataDir, 'nats'), logFile: join(logs, 'nats.log'), include: natsUsersFile, environment: passwords.environment, report,
    }),
    databaseUrl ? undefined : PostgresServer.start({ directory: join(dataDir, 'postgres'), logFile: join(logs, 'postgres.log') }),
  );
  return {
    natsUrl: (user) => natsUrl ?? nats!.urlFor(user, passwords.of(user)),
    databaseUrl: databaseUrl ?? postgres!.url,
    servers: { nats, postgres },
    lost: Promise.race([lossOf('NATS', nats, logs), lossOf('PostgreSQL', postgres, logs)]),
    stop: async () => {
      await postgres?.stop();
      await nats?.stop();
    },
  };
}

/** Fresh passwords for every start; they begin with a letter, as users.conf asks. */
export function natsPasswords(): { environment: NodeJS.ProcessEnv; of(user: NatsUser): string } {
  const passwords = new Map(natsUsers.map((user) => [user, `p${randomBytes(24).toString('hex')}`]));
  const variable = (user: NatsUser): string => `NATS_${user.toUpperCase().replaceAll('-', '_')}_PASSWORD`;
  return {
    environment: Object.fromEntries([...passwords].map(([user, password]) => [variable(user), password])),
    of: (user) => passwords.get(user)!,
  };
}

type Started<T> = Promise<T> | undefined;
async function bothOrNone(nats: Started<NatsServer>, postgres: Started<PostgresServer>): Promise<[NatsServer | undefined, PostgresServer | undefined]> {
  try {
    return await Promise.all([nats, postgres]);
  } catch (error) {
    for (const outcome of await Promise.allSettled([nats, postgres])) if (outcome.status === 'fulfilled') await outcome.value?.stop();
    throw error;
  }
}

async function lossOf(name: string, server: NatsServer | PostgresServer | undefined, logs: string): Promise<StackError> {
  if (!server) return new Promise(() => undefined);
  const { code, signal } = await server.exited;
  return new StackError(`${name} ended by itself (${signal ?? `exit code ${code}`}).`, `Its log is in ${logs}. Start again: everything it acknowledged is kept.`);
}
