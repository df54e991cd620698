// What the doctor looks for on the machine itself: programs, and the port of the console.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Check } from '#platform';
import { consolePort } from '../free-port';
import { findNatsServer } from '../nats-program';
import { postgresPrograms } from '../postgres-programs';
import { StackError } from '../stack-error';
import { looked } from './looked';
import type { Patient } from './patient';

const run = promisify(execFile);
const oldestNode = [20, 19];
const oldestGit = [2, 34];

export function programChecks({ environment, mode }: Pick<Patient, 'environment' | 'mode'>): Check[] {
  const own = (name: 'NATS_URL' | 'DATABASE_URL'): boolean => mode.sandbox || !environment[name];
  return [
    looked({ name: 'Node', needed: true, look: () => newEnough('Node', process.versions.node, oldestNode, 'Install Node 20.19 or newer.') }),
    looked({ name: 'git', needed: true, look: async (signal) => newEnough('git', await said('git', ['--version'], 'Install git 2.34 or newer.', signal), oldestGit, 'Install git 2.34 or newer.') }),
    ...(own('NATS_URL') ? [natsServer(environment)] : []),
    ...(own('DATABASE_URL') ? [looked({ name: 'PostgreSQL', needed: true, look: () => postgresPrograms().postgres })] : []),
    looked({ name: 'port', needed: true, look: async () => `${await consolePort(environment.PORT)} is free` }),
    looked({ name: 'Docker', needed: false, look: (signal) => said('docker', ['version', '--format', 'engine {{.Server.Version}}'], 'Nothing needs it yet but `npm run images` and an installation with Docker Compose. To have it, install Docker and start its service.', signal) }),
  ];
}

/** Is not fetched here: what was not fetched yet is no lack as long as nobody named it. */
function natsServer(environment: NodeJS.ProcessEnv): Check {
  return looked({
    name: 'nats-server', needed: Boolean(environment.NATS_SERVER_BIN),
    look: async () => {
      try {
        return await findNatsServer({ environment, sources: [] });
      } catch (error) {
        if (environment.NATS_SERVER_BIN) throw error;
        throw new StackError('not on this machine yet', 'Nothing has to be done: the first start fetches it. Without network, install version 2.12 or newer and put it on PATH, or set NATS_SERVER_BIN to its path.', { cause: error });
      }
    },
  });
}

/** The version within what a program says of itself. Pure. @throws StackError */
export function newEnough(program: string, text: string, oldest: readonly number[], remediation: string): string {
  const [version, major = 0, minor = 0] = (/(\d+)\.(\d+)[\w.-]*/.exec(text) ?? []).map((part, index) => (index === 0 ? part : Number(part))) as [string?, number?, number?];
  const [oldestMajor = 0, oldestMinor = 0] = oldest;
  if (version === undefined) throw new StackError(`${program} does not say its version`, remediation);
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) throw new StackError(`${version} is older than ${oldest.join('.')}`, remediation);
  return version;
}

async function said(program: string, parameters: string[], remediation: string, signal: AbortSignal): Promise<string> {
  try {
    return (await run(program, parameters, { signal })).stdout.trim();
  } catch (error) {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    throw new StackError(code === 'ENOENT' ? `${program} is not on PATH` : `${program} cannot be used: ${stderr.trim().split('\n')[0] ?? ''}`, remediation, { cause: error });
  }
}
