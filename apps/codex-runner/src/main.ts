// Starts the codex-runner service.
import { environmentQuestion, environmentSubject, executionQuestion, executionSubject, inQueue, placeQuestion, placeSubject } from '#contracts';
import { codexEnvironmentOf, type Check, type Config } from '#platform';
import { GitProcess, findGit } from '#git';
import { runStageService } from '#stage-runtime';
import { agentChecks, forLocalAgents } from './agents/agent-readiness';
import { codexProgram } from './agents/codex-cloud/cli-program';
import { CodexCloudCli } from './agents/codex-cloud/codex-cloud-cli';
import { codexCloudChecks } from './agents/codex-cloud/codex-cloud-readiness';
import { localAgentsOf } from './agents/local-agents';
import { CodexRunnerModule, environmentOf } from './codex-runner.module';
import { dockerEngine } from './jobs/docker-engine';
import { DockerJobContainers } from './jobs/docker-job-containers';
import { dockerReadiness } from './jobs/docker-readiness';
import { jobSettings } from './jobs/job-installation';
import { executionAnswerOf } from './prompts/execution-answer';
import { SkillUse } from './prompts/skill-use';
import { skillCheck } from './prompts/skill-readiness';
import { findPack, specKitCheck } from './spec-kit/spec-kit-pack';
import { SpecificationPlaces } from './specify/specification-places';

void runStageService({
  host: 'codex-runner',
  module: CodexRunnerModule,
  queueOf: ({ codex }) => codex.queue,
  prerequisites: ({ config }) => [
    ...jobChecks(config), specKitCheck(), skillCheck({ settings: config.skills, specKit: findPack() }), ...cloudChecks(config), ...agentChecks(localAgentsOf(config), config.agents),
    { name: 'git', blocking: true, stages: ['apply', 'specify', 'plan', 'tasks'], ttlMs: 10 * 60_000, check: () => findGit(new GitProcess({ variables: config.passThrough })) },
  ],
  started: (app, { config, questions }) => {
    const [skills, places] = [app.get(SkillUse, { strict: false }), app.get(SpecificationPlaces, { strict: false })];
    questions.answer(inQueue(placeSubject, config.codex.queue), 'codex-runner', placeQuestion, (question) => places.answer(question));
    questions.answer(inQueue(executionSubject, config.codex.queue), 'codex-runner', executionQuestion, (question) => executionAnswerOf(skills, question));
    questions.answer(inQueue(environmentSubject, config.codex.queue), 'codex-runner', environmentQuestion, async ({ repository }) => ({ environment: codexEnvironmentOf(config.codex, repository) ?? null }));
  },
});

function cloudChecks(config: Config): Check[] {
  const environment = environmentOf(config);
  return codexCloudChecks({ cli: new CodexCloudCli({ program: codexProgram(config.codex.bin), environment }), environment, codex: config.codex, agents: config.agents });
}

/** Stages of specifications wait for Docker; those of a phase do not, since only some agents need it. */
function jobChecks({ jobs, agents }: Config): Check[] {
  const docker = dockerEngine(jobs.dockerHost);
  const containers = new DockerJobContainers(docker, jobSettings(jobs, 'readiness'));
  return forLocalAgents(dockerReadiness({ docker, containers, network: jobs.network, stages: ['prepare', 'specify', 'plan', 'tasks'] }), agents);
}
