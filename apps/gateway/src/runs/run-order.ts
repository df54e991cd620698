// What an operator orders: the body of POST, checked by the rules of this installation before anything is asked or stored.
import { chainOf, codingAgentNames, codingAgents, isCodingAgent, isLocalAgent, unresolvedFeature, type CreateRun, type RunRequest, type StageName } from '#contracts';
import { isSafeBranch, isSafeRepository, slugOf } from '#domain';
import { isAllowed } from '#github';
import { ApiProblem, invalidField } from '../problems/api-problem';

export interface OrderRules {
  allowedRepositories: readonly string[];
  allowedAgents: readonly string[];
  defaultAgent: string;
}

/** `featureKey` is absent as long as nobody knows which feature is meant; that of a specification is the words of its text until its stage `prepare` has given them a number. */
export interface RunOrder {
  chain: StageName[];
  request: Omit<RunRequest, 'featureKey' | 'createdBy'>;
  featureKey: string | undefined;
}

/** Writes specifications where the default agent works elsewhere: they are written in a job container. */
const writingAgent = 'codex-exec';
const featureName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;

/** Pure. @throws ApiProblem 400 naming the field, 403 when the repository or the agent is not allowed */
export function orderOf(body: CreateRun, rules: OrderRules): RunOrder {
  const { repository, workflow, baseBranch, attempts, dryRun, queue, externalRef, notes } = body;
  requireSafeNames(body);
  const agent = agentOf(body, rules);
  requireAllowed(repository, agent, rules);
  requireFitting(agent, body);
  return {
    chain: chainOf(workflow, dryRun),
    featureKey: body.featureKey ?? (workflow === 'specify' ? slugOf(body.specifyText ?? '') : undefined),
    request: {
      repository, workflow, agent, attempts, dryRun,
      ...(queue === undefined ? {} : { queue }), ...(baseBranch === undefined ? {} : { baseBranch }), ...(externalRef === undefined ? {} : { externalRef }), ...(notes === undefined ? {} : { notes }),
    },
  };
}

function requireSafeNames({ repository, featureKey, baseBranch, workflow, specifyText }: CreateRun): void {
  if (!isSafeRepository(repository)) throw invalidField('repository', 'is not owner/name as GitHub writes it');
  if (featureKey !== undefined && !isSafeFeature(featureKey)) throw invalidField('featureKey', 'is not the name of a directory under specs/');
  if (baseBranch !== undefined && !isSafeBranch(baseBranch)) throw invalidField('baseBranch', 'is not the plain name of a branch');
  if (workflow === 'specify' && !specifyText?.trim()) throw invalidField('specifyText', 'says what is to be specified: the workflow specify needs it');
  if (workflow !== 'specify' && specifyText !== undefined) throw invalidField('specifyText', 'belongs to the workflow specify');
}

function agentOf({ agent, workflow }: CreateRun, { defaultAgent }: OrderRules): string {
  if (agent !== undefined) return agent;
  return workflow === 'specify' && !isLocalAgent(defaultAgent) ? writingAgent : defaultAgent;
}

function requireAllowed(repository: string, agent: string, rules: OrderRules): void {
  if (!isAllowed(repository, rules.allowedRepositories)) throw notAllowed('repository.not_allowed', `The repository ${repository} is not allowed here.`, 'Add it to SPECLINE_ALLOWED_REPOSITORIES, or use one that is listed there.');
  if (rules.allowedAgents.length > 0 && !rules.allowedAgents.includes(agent)) throw notAllowed('agent.not_allowed', `The agent ${agent} is not allowed here.`, `Use one of ${rules.allowedAgents.join(', ')}, or add it to SPEC_AUTOMATION_ALLOWED_AGENT_BACKENDS.`);
}

function requireFitting(agent: string, { workflow, attempts }: CreateRun): void {
  if (!isCodingAgent(agent)) throw invalidField('agent', `is none of ${codingAgentNames.join(', ')}`);
  if (workflow === 'specify' && !isLocalAgent(agent)) throw invalidField('agent', `cannot be ${agent}: a specification is written in a job container, by one of ${codingAgentNames.filter(isLocalAgent).join(', ')}`);
  const most = workflow === 'specify' ? 1 : codingAgents[agent].mostAttempts;
  if (attempts > most) throw invalidField('attempts', `is at most ${most} for ${agent} in the workflow ${workflow}`);
}

/** `_` stands for the feature that nobody could name and is no name. */
export function isSafeFeature(name: string): boolean {
  return featureName.test(name) && name !== unresolvedFeature && !name.includes('..') && !name.endsWith('.');
}

function notAllowed(code: string, detail: string, remediation: string): ApiProblem {
  return new ApiProblem({ status: 403, code, detail, remediation });
}
