// What the doctor asks of Codex: whether its program runs, and whether Codex Cloud accepts the sign-in for each environment.
// `codex login status` only looks for a sign-in; a list of tasks is the real question. It goes through the runner's own door,
// whose lock keeps the doctor from refreshing a login at the same time as a running service, which would end the login.
import type { Check, Config } from '#platform';
import { StageFailure } from '#domain';
import { codexEnvironment } from '../../../apps/codex-runner/src/agents/codex-cloud/cli-environment';
import { codexProgram } from '../../../apps/codex-runner/src/agents/codex-cloud/cli-program';
import { CodexCloudCli } from '../../../apps/codex-runner/src/agents/codex-cloud/codex-cloud-cli';
import { CodexFailure } from '../../../apps/codex-runner/src/agents/codex-cloud/codex-failure';
import { looked } from './looked';
import type { Patient } from './patient';

const patienceMs = 9_000;

export function codexChecks({ config, mode }: Pick<Patient, 'config' | 'mode'>): Check[] {
  if (!config) return [];
  const cli = doorOf(config);
  const { environment, environments } = config.codex;
  const named = [...new Set([environment, ...Object.values(environments)])].filter((one) => one !== undefined);
  const needed = !mode.sandbox && config.agents.backend === 'codex-cloud';
  return [
    looked({ name: 'Codex program', needed: true, look: async (signal) => `version ${await cli.version({ signal })}` }),
    ...named.map((one) => looked({ name: `Codex Cloud: ${one}`, needed, look: (signal) => accepted(cli, one, signal) })),
    ...(named.length > 0 ? [] : [looked({ name: 'Codex Cloud', needed, look: (signal) => signedIn(cli, signal) })]),
  ];
}

async function accepted(cli: CodexCloudCli, environment: string, signal: AbortSignal): Promise<string> {
  await cli.listTasks({ environment, limit: 1 }, { signal });
  return 'the sign-in is accepted, and the tasks of the environment can be listed';
}

/** Without an environment there is no list to ask for. @throws StageFailure always, since an environment is needed */
async function signedIn(cli: CodexCloudCli, signal: AbortSignal): Promise<never> {
  const { canUseCloud } = await cli.loginStatus({ signal });
  if (!canUseCloud) throw new CodexFailure('credential.codex_missing');
  const { failure } = new CodexFailure('credential.codex_environment_missing');
  throw new StageFailure({ ...failure, message: 'signed in with ChatGPT, but no environment is set' });
}

function doorOf({ codex, passThrough }: Config): CodexCloudCli {
  const environment = codexEnvironment({ ...passThrough, ...codex.passThrough, ...(codex.home ? { CODEX_HOME: codex.home } : {}) });
  return new CodexCloudCli({ program: codexProgram(codex.bin), environment, timeLimitMs: patienceMs, lockWaitMs: patienceMs });
}
