// Whether a start serves the real GitHub and a real agent, or the sandbox: decided from what is set, and said in one line.
export interface Mode { sandbox: boolean; note?: string }

const githubNames = ['GH_TOKEN', 'GITHUB_TOKEN', 'GITHUB_APP_ID'];
const agentNames = ['CODEX_ENV', 'CODEX_ENVS'];

/** `--once` and test mode always use the sandbox; without both a GitHub credential and an agent there is nothing else to serve. */
export function modeOf(environment: NodeJS.ProcessEnv, once: boolean): Mode {
  if (once || environment.SPEC_WORKFLOW_TEST_MODE === '1') return { sandbox: true };
  const github = isSet(environment, githubNames);
  const agent = isSet(environment, agentNames) || otherBackend(environment);
  if (github && agent) return { sandbox: false };
  if (github) return { sandbox: true, note: 'A GitHub credential is set but no agent: this is a sandbox. Set CODEX_ENV (or CODEX_ENVS) to serve GitHub.' };
  if (agent) return { sandbox: true, note: 'An agent is set but no GitHub credential: this is a sandbox. Set GH_TOKEN (or GITHUB_APP_ID) to serve GitHub.' };
  return { sandbox: true };
}

function isSet(environment: NodeJS.ProcessEnv, names: readonly string[]): boolean {
  return names.some((name) => environment[name]?.trim() || environment[`${name}_FILE`]?.trim());
}

function otherBackend({ SPEC_AUTOMATION_AGENT_BACKEND: backend }: NodeJS.ProcessEnv): boolean {
  return Boolean(backend?.trim()) && backend !== 'codex-cloud';
}
