// Says what this machine has and lacks for Specline, and what to do about each lack.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findNatsServer } from './nats-program';
import { postgresPrograms } from './postgres-programs';
import { StackError } from './stack-error';

const run = promisify(execFile);

export interface Finding {
  name: string;
  ok: boolean;
  detail: string;
  remediation?: string;
  /** Whether the stack cannot start without it. */
  needed: boolean;
}
type Check = { name: string; needed: boolean; look: () => Promise<string> };

const checks = (environment: NodeJS.ProcessEnv): Check[] => [
  { name: 'git', needed: true, look: () => version('git', 'Install git 2.34 or newer.') },
  { name: 'nats-server', needed: true, look: () => findNatsServer({ environment }) },
  { name: 'PostgreSQL', needed: true, look: async () => environment.DATABASE_URL ? 'DATABASE_URL is set' : postgresPrograms().postgres },
  { name: 'GitHub credential', needed: false, look: async () => requireVariable(environment, ['GH_TOKEN', 'GITHUB_TOKEN', 'GITHUB_APP_ID'], 'Set GH_TOKEN to serve real repositories; without it the sandbox runs.') },
  { name: 'coding agent', needed: false, look: async () => requireVariable(environment, ['CODEX_ENV', 'CODEX_ENVS', 'SPEC_AUTOMATION_AGENT_BACKEND'], 'Set CODEX_ENV to serve a real Codex environment; without it the sandbox runs.') },
  { name: 'Docker', needed: false, look: () => version('docker', 'Install Docker to run job containers (workflow specify).') },
];

export async function examine(environment: NodeJS.ProcessEnv): Promise<Finding[]> {
  return Promise.all(checks(environment).map(async ({ name, needed, look }) => {
    try {
      return { name, needed, ok: true, detail: await look() };
    } catch (error) {
      const remediation = error instanceof StackError ? error.remediation : undefined;
      return { name, needed, ok: false, detail: (error as Error).message, remediation };
    }
  }));
}

export function describeFinding({ name, ok, needed, detail, remediation }: Finding): string {
  const mark = ok ? 'ok     ' : needed ? 'MISSING' : 'absent ';
  return `${mark} ${name}: ${detail}${remediation ? `\n        ${remediation}` : ''}`;
}

async function version(program: string, remediation: string): Promise<string> {
  try {
    return (await run(program, ['--version'])).stdout.trim();
  } catch (error) {
    throw new StackError(`${program} cannot be run`, remediation, { cause: error });
  }
}

function requireVariable(environment: NodeJS.ProcessEnv, names: string[], remediation: string): string {
  const set = names.find((name) => environment[name]);
  if (!set) throw new StackError('none', remediation);
  return `${set} is set`;
}
