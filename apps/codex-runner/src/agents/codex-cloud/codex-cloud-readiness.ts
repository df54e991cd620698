// What phases in Codex Cloud need of this runner, asked now and then: the program, a login, an environment.
import { StageFailure } from '#domain';
import type { Check, Config, Finding } from '#platform';
import { codexHome } from './cli-environment';
import type { CodexCloudCli } from './codex-cloud-cli';
import { findLogin } from './login-age';

export interface CodexCloudReadiness {
  cli: Pick<CodexCloudCli, 'version'>;
  /** What the program is given. */
  environment: Record<string, string>;
  codex: Pick<Config['codex'], 'environment' | 'environments'>;
  agents: Pick<Config['agents'], 'backend' | 'allowed'>;
}

const agent = 'codex-cloud';
const minute = 60_000;

/** A runner whose usual agent works in job containers carries out phases without the Codex program, and one that may not use Codex Cloud is not asked for it. */
export function codexCloudChecks({ cli, environment, codex, agents: { backend, allowed } }: CodexCloudReadiness): Check[] {
  if (!allowed.includes(agent)) return [];
  const isUsual = backend === agent;
  const common = { stages: ['submit'], ttlMs: minute, ...(isUsual ? {} : { optional: true }) };
  return [
    { ...common, name: 'Codex CLI', blocking: isUsual, stages: ['submit', 'apply'], agents: [agent], ttlMs: 10 * minute, timeLimitMs: 20_000, check: (signal) => foundProgram(() => cli.version({ signal })) },
    { ...common, name: 'Codex login', blocking: false, check: () => findLogin(codexHome(environment), environment, new Date()) },
    { ...common, name: 'Codex environment', blocking: false, check: async () => foundEnvironment(codex) },
  ];
}

async function foundProgram(version: () => Promise<string>): Promise<Finding> {
  try {
    const codex = await version();
    return { ok: true, detail: `version ${codex}`, versions: { codex } };
  } catch (error) {
    if (error instanceof StageFailure) return { ok: false, code: error.failure.code, detail: error.failure.message, remediation: error.failure.remediation };
    throw error;
  }
}

function foundEnvironment({ environment, environments }: CodexCloudReadiness['codex']): Finding {
  const count = Object.keys(environments).length;
  if (environment || count > 0) return { ok: true, detail: 'an environment is configured', details: { environments: count, others: environment ?? '(none)' } };
  return {
    ok: false, code: 'credential.codex_environment_missing', detail: 'no Codex environment is configured; runs fail at submit',
    remediation: 'Set CODEX_ENV to the environment\'s id, or CODEX_ENVS to a map from repository to id, and restart the runner.',
  };
}
