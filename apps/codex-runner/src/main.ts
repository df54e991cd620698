// Starts the codex-runner service.
import { codexHome } from './agents/codex-cloud/cli-environment';
import { codexProgram } from './agents/codex-cloud/cli-program';
import { CodexCloudCli } from './agents/codex-cloud/codex-cloud-cli';
import { environmentQuestion, environmentSubject, inQueue } from '#contracts';
import { codexEnvironmentOf, type Check, type Config } from '#platform';
import { GitProcess, findGit } from '#git';
import { runStageService } from '#stage-runtime';
import { StageFailure } from '#domain';
import { agentChecks, forLocalAgents } from './agents/agent-readiness';
import { findLogin } from './agents/codex-cloud/login-age';
import { localAgentsOf } from './agents/local-agents';
import { dockerEngine } from './jobs/docker-engine';
import { DockerJobContainers } from './jobs/docker-job-containers';
import { dockerReadiness } from './jobs/docker-readiness';
import { jobSettings } from './jobs/job-installation';
import { CodexRunnerModule, environmentOf } from './codex-runner.module';

void runStageService({
  host: 'codex-runner',
  module: CodexRunnerModule,
  queueOf: ({ codex }) => codex.queue,
  prerequisites: ({ config }) => [
    { name: 'git', blocking: true, stages: ['apply'], ttlMs: 10 * 60_000, check: () => findGit(new GitProcess({ variables: config.passThrough })) },
    ...codexCloudChecks(config), ...jobChecks(config), ...agentChecks(localAgentsOf(config), config.agents),
  ],
  started: (_app, { config, questions }) => {
    questions.answer(inQueue(environmentSubject, config.codex.queue), 'codex-runner', environmentQuestion, async ({ repository }) => ({ environment: codexEnvironmentOf(config.codex, repository) ?? null }));
  },
});

async function foundProgram(version: () => Promise<string>) {
  try {
    const codex = await version();
    return { ok: true, detail: `version ${codex}`, versions: { codex } };
  } catch (error) {
    if (error instanceof StageFailure) return { ok: false, code: error.failure.code, detail: error.failure.message, remediation: error.failure.remediation };
    throw error;
  }
}

/** A runner whose agents work in job containers does not need the Codex program. */
function codexCloudChecks(config: Config): Check[] {
  if (!config.agents.allowed.includes('codex-cloud')) return [];
  const cli = new CodexCloudCli({ program: codexProgram(config.codex.bin), environment: environmentOf(config) });
  return [
    { name: 'Codex CLI', blocking: true, stages: ['submit', 'apply'], ttlMs: 10 * 60_000, timeLimitMs: 20_000, check: (signal) => foundProgram(() => cli.version({ signal })) },
    { name: 'Codex login', blocking: false, stages: ['submit'], ttlMs: 60_000, check: () => findLogin(codexHome(environmentOf(config)), environmentOf(config), new Date()) },
    {
      name: 'Codex environment', blocking: false, stages: ['submit'], ttlMs: 60_000,
      check: async () => (config.codex.environment || Object.keys(config.codex.environments).length > 0
        ? { ok: true, detail: 'an environment is configured', details: { environments: Object.keys(config.codex.environments).length, others: config.codex.environment ?? '(none)' } }
        : { ok: false, code: 'credential.codex_environment_missing', detail: 'no Codex environment is configured; runs fail at submit', remediation: 'Set CODEX_ENV to the environment\'s id, or CODEX_ENVS to a map from repository to id, and restart the runner.' }),
    },
  ];
}

function jobChecks({ jobs, agents }: Config): Check[] {
  const docker = dockerEngine(jobs.dockerHost);
  const containers = new DockerJobContainers(docker, jobSettings(jobs, ''));
  return forLocalAgents(dockerReadiness({ docker, containers, network: jobs.network, stages: [] }), agents);
}
