// What the work itself needs: GitHub, coding agents, skills and job containers.
import { queueName } from '#contracts';
import { codexEnvironments } from '../codex-environments';
import { byteSize, cpuShare, egressHosts, flag, list, path, privateKey, programArguments, repositoryGlobs, text, url, variableNames, wholeNumber } from '../forms';
import { variable, type Part, type Variable } from '../variable';

const readers = ['discovery', 'codex-runner'] as const;
const stageHosts: Part[] = ['publisher', ...readers];
const runner: Part[] = ['codex-runner'];
const job: Part[] = ['job container'];

export const gitHub = {
  GH_TOKEN: variable(text, { secret: true, standsInFor: 'GITHUB_READ_TOKEN', usedBy: ['publisher'], description: 'The GitHub token that pushes branches and opens pull requests; also reads where GITHUB_READ_TOKEN is absent.' }),
  GITHUB_TOKEN: variable(text, { secret: true, standsInFor: 'GITHUB_READ_TOKEN', usedBy: ['publisher'], description: 'The same, when GH_TOKEN is absent.' }),
  GITHUB_READ_TOKEN: variable(text, { secret: true, usedBy: readers, description: 'A GitHub token that only reads.' }),
  GITHUB_APP_ID: variable(text, { needs: 'GITHUB_APP_PRIVATE_KEY', usedBy: ['publisher'], description: 'The id of a GitHub App in place of GH_TOKEN; it also reads where GITHUB_READ_TOKEN is absent. Tokens of one repository and an hour are made with it.' }),
  GITHUB_APP_PRIVATE_KEY: variable(privateKey, { secret: true, standsInFor: 'GITHUB_READ_TOKEN', usedBy: ['publisher'], description: "The App's private key. From a file it is read again when the file changes." }),
  GITHUB_API_URL: variable(url('http', 'https'), { default: 'https://api.github.com', usedBy: stageHosts, description: "GitHub's REST API." }),
  GITHUB_SERVER_URL: variable(url('http', 'https'), { default: 'https://github.com', usedBy: stageHosts, description: 'The root for git over HTTP.' }),
  SPECLINE_ALLOWED_REPOSITORIES: variable(repositoryGlobs, { default: '*/*', usedBy: ['gateway', ...stageHosts], description: 'The repositories for which runs are accepted.' }),
};

export const agents = {
  SPEC_AUTOMATION_AGENT_BACKEND: variable(text, { default: 'codex-cloud', usedBy: ['gateway', ...runner], description: 'The coding agent of a run that names none.' }),
  SPEC_AUTOMATION_ALLOWED_AGENT_BACKENDS: variable(list, { default: 'codex-cloud,codex-exec', usedBy: ['gateway', ...runner], description: 'The coding agents a run may name.' }),
  SPECLINE_AGENT_SILENCE_MINUTES: variable(wholeNumber(1, 1440), { default: '30', usedBy: runner, description: 'An agent in a job container that prints nothing for so long is stopped (agent.silent).' }),
  SPEC_AUTOMATION_CODEX_BASE_URL: variable(url('http', 'https'), { usedBy: runner, description: 'The Responses API that codex-exec asks; absent, https://api.openai.com/v1. Job containers reach this host, also in a private network.' }),
  SPEC_AUTOMATION_CLAUDE_MODEL: variable(text, { usedBy: runner, description: 'The model of claude-code; absent, its own choice.' }),
  ANTHROPIC_BASE_URL: variable(url('http', 'https'), { usedBy: [...runner, ...job], description: 'The Messages API that claude-code asks; absent, https://api.anthropic.com. Job containers reach this host, also in a private network.' }),
  SPEC_AUTOMATION_AGENT_COMMAND: variable(programArguments, { usedBy: runner, description: 'The program of the agent `command` and its arguments; it gets the prompt on standard input and changes the files of its working directory.' }),
  SPEC_AUTOMATION_AGENT_COMMAND_ENV: variable(variableNames, { usedBy: runner, description: 'Variables of the runner that the agent `command` is given. Those whose names speak of a key, token, secret or password are shown nowhere.' }),
  SPEC_AUTOMATION_AGENT_COMMAND_EGRESS: variable(egressHosts, { usedBy: runner, description: 'Hosts that the agent `command` may reach, next to those of SPECLINE_JOB_EGRESS.' }),
  CODEX_ENV: variable(text, { usedBy: runner, description: 'The Codex Cloud environment for every repository not in CODEX_ENVS.' }),
  CODEX_ENVS: variable(codexEnvironments, { usedBy: runner, description: 'Codex Cloud environments by repository.' }),
  CODEX_MODEL: variable(text, { usedBy: runner, description: 'The model, for agents that take one; Codex Cloud takes none.' }),
  CODEX_BIN: variable(path, { usedBy: runner, description: 'The Codex program; absent, the one installed with Specline.' }),
  CODEX_HOME: variable(path, { usedBy: runner, description: 'The folder of the Codex login. One login belongs to one replica of the runner.' }),
  CODEX_ACCESS_TOKEN: variable(text, { secret: true, usedBy: runner, description: 'A Codex access token, read by the Codex program itself.' }),
  SPEC_WORKFLOW_CODEX_QUEUE: variable({ form: 'a name of at most 32 lower-case letters, digits and dashes', schema: queueName }, { usedBy: runner, description: 'The queue that this runner serves instead of the common one: it takes the runs that were ordered with this name as their queue, and no others.' }),
  SPECLINE_CODEX_POLL_SECONDS: variable(wholeNumber(1, 3600), { default: '15', usedBy: runner, description: 'How often the list of Codex Cloud tasks is read.' }),
  SPECLINE_CODEX_SILENCE_MINUTES: variable(wholeNumber(1, 1440), { default: '60', usedBy: runner, description: 'A task that no answer of Codex Cloud has shown for so long fails (codex.silent); one that is shown as pending may take until the deadline.' }),
  SPECLINE_CODEX_DEADLINE_MINUTES: variable(wholeNumber(1, 1440), { default: '720', usedBy: runner, description: 'A task that takes longer in all, counted from its submission, fails (codex.timeout).' }),
  SPECLINE_SETTLE_SECONDS: variable(wholeNumber(0, 3600), { default: '60', usedBy: runner, description: 'How long an interrupted submission waits for its task to appear in the list before another is made.' }),
};

const stageSkill = (stage: string): Variable<string | undefined> => (
  variable(text, { usedBy: stageHosts, description: `The skill of the stage ${stage}, instead of the default.` })
);

export const skills = {
  SPEC_WORKFLOW_USE_SKILLS: variable(flag, { default: '1', usedBy: stageHosts, description: 'Prompts invoke the skills of the repository.' }),
  SPEC_WORKFLOW_DEFAULT_SKILL: variable(text, { default: 'speckit', usedBy: stageHosts, description: 'The skill of every stage without its own.' }),
  SPEC_WORKFLOW_ALLOWED_SKILLS: variable(list, { default: 'speckit', usedBy: stageHosts, description: 'The skills that may be selected.' }),
  SPEC_WORKFLOW_SKILLS_FALLBACK_ENABLED: variable(flag, { default: '1', usedBy: stageHosts, description: "Without its skill a stage goes on with Specline's own prompt, and says so." }),
  SPEC_WORKFLOW_SKILLS_CANARY_PERCENT: variable(wholeNumber(0, 100), { default: '100', usedBy: stageHosts, description: 'The share of runs that use skills.' }),
  SPEC_WORKFLOW_SKILLS_SHADOW_MODE: variable(flag, { default: '0', usedBy: stageHosts, description: 'The prompt of the path that is not taken is kept as an artifact (shadow_prompt), for comparison; no agent is given it.' }),
  SPEC_WORKFLOW_DISCOVER_SKILL: stageSkill('discover'),
  SPEC_WORKFLOW_SUBMIT_SKILL: stageSkill('submit'),
  SPEC_WORKFLOW_PUBLISH_SKILL: stageSkill('publish'),
  SPEC_WORKFLOW_SPECIFY_SKILL: stageSkill('specify'),
  SPEC_WORKFLOW_PLAN_SKILL: stageSkill('plan'),
  SPEC_WORKFLOW_TASKS_SKILL: stageSkill('tasks'),
};

export const jobs = {
  SPEC_AUTOMATION_JOB_IMAGE: variable(text, { usedBy: runner, description: 'The image of job containers, by digest (name@sha256:…), id or name; a run keeps to the image it began with.' }),
  SPEC_AUTOMATION_JOB_NETWORK: variable(text, { default: 'bridge', usedBy: runner, description: 'The Docker network through which the egress proxy of a job reaches the hosts on its list; the job itself is never in it.' }),
  SPECLINE_JOB_EGRESS: variable(egressHosts, { usedBy: runner, description: 'Hosts that every job may reach beside the repository\'s and the model\'s, such as a package registry. `!private` allows one with a private address.' }),
  SPECLINE_JOB_MINUTES: variable(wholeNumber(1, 1440), { default: '60', usedBy: runner, description: 'How long one phase of a job may take; an agent that takes longer is stopped (agent.timeout).' }),
  SPECLINE_JOB_MEMORY: variable(byteSize, { default: '4GiB', usedBy: runner, description: 'The memory of a job container; there is no swap beside it.' }),
  SPECLINE_JOB_CPUS: variable(cpuShare, { default: '2', usedBy: runner, description: 'The processors of a job container.' }),
  SPECLINE_JOB_PROCESSES: variable(wholeNumber(32, 32768), { default: '1024', usedBy: runner, description: 'The processes and threads of a job container.' }),
  SPECLINE_JOB_DISK: variable(byteSize, { default: '10GiB', usedBy: runner, description: 'What the workspace of a run may hold. It is measured every few seconds, so a job can be over it for so long; no single file can.' }),
  SPECLINE_JOB_GRACE_MINUTES: variable(wholeNumber(0, 10080), { default: '60', usedBy: runner, description: 'How long the workspace of a failed run is kept for a retry.' }),
  DOCKER_HOST: variable(text, { usedBy: runner, description: "The Docker Engine; absent, the machine's own." }),
  CODEX_API_KEY: variable(text, { secret: true, usedBy: [...runner, ...job], description: 'The OpenAI key of the Codex program in a job container.' }),
  ANTHROPIC_API_KEY: variable(text, { secret: true, usedBy: [...runner, ...job], description: 'The Anthropic key in a job container.' }),
};
