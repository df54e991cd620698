// A running stack: its data directory, the servers it stands on, and its services. What starts it says which services.
import { resolve } from 'node:path';
import { openDataDirectory, type DataDirectory } from './data-directory';
import { startInfrastructure, type Infrastructure } from './infrastructure';
import { projectRoot } from './project-root';
import { Supervisor } from './supervisor';

export interface StackOptions {
  environment: NodeJS.ProcessEnv;
  reset: boolean;
  /** Uses its own servers even when `NATS_URL` or `DATABASE_URL` name others. */
  sandbox: boolean;
  report: (line: string) => void;
}

export interface Stack {
  data: DataDirectory;
  infrastructure: Infrastructure;
  services: Supervisor;
  /** Stops the services, then the servers, then gives the data directory free. */
  stop(): Promise<void>;
}

/** Opens the data directory and starts the servers. `services` is empty. @throws StackError; nothing is left running then */
export async function openStack({ environment, reset, sandbox, report }: StackOptions): Promise<Stack> {
  const data = openDataDirectory(resolve(projectRoot, environment.SPECLINE_DATA_DIR || 'var/local'));
  for (const other of data.others) report(`${other.path} is in use by process ${other.pid} (${other.about}); this start uses ${data.path}`);
  try {
    if (reset) data.reset();
    const external = sandbox ? {} : { natsUrl: environment.NATS_URL || undefined, databaseUrl: environment.DATABASE_URL || undefined };
    const infrastructure = await startInfrastructure({ dataDir: data.path, logs: data.logs, report, ...external });
    const services = new Supervisor(data.logs, { report });
    const stop = async (): Promise<void> => {
      await services.stop();
      await infrastructure.stop();
      data.release();
    };
    return { data, infrastructure, services, stop };
  } catch (error) {
    data.release();
    throw error;
  }
}
