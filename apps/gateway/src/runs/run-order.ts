// What an operator orders: the body of POST, checked by the rules of this installation before anything is asked or stored.
import { chainOf, codingAgentNames, codingAgents, isCodingAgent, unresolvedFeature, type CreateRun, type RunRequest, type StageName } from '#contracts';
import { isSafeBranch, isSafeRepository } from '#domain';
import { isAllowed } from '#github';
import { ApiProblem, invalidField } from '../problems/api-problem';

export interface OrderRules {
  allowedRepositories: readonly string[];
  allowedAgents: readonly string[];
  defaultAgent: string;
}

/** `featureKey` is absent as long as nobody knows which feature is meant. */
export interface RunOrder {
  chain: StageName[];
  request: Omit<RunRequest, 'featureKey' | 'createdBy'>;
  featureKey: string | undefined;
}

const featureName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;

/** Pure. @throws ApiProblem 400 naming the field, 403 when the repository or the agent is not allowed */
export function orderOf(body: CreateRun, rules: OrderRules): RunOrder {
  const { repository, featureKey, workflow, baseBranch, attempts, dryRun, queue, externalRef, notes, specifyText } = body;
  if (!isSafeRepository(repository)) throw invalidField('repository', 'is not owner/name as GitHub writes it');
  if (featureKey !== undefined && !isSafeFeature(featureKey)) throw invalidField('featureKey', 'is not the name of a directory under specs/');
  if (baseBranch !== undefined && !isSafeBranch(baseBranch)) throw invalidField('baseBranch', 'is not the plain name of a branch');
  if (workflow !== 'specify' && specifyText !== undefined) throw invalidField('specifyText', 'belongs to the workflow specify');
  const agent = body.agent ?? rules.defaultAgent;
  const chain = chainOf(workflow, dryRun);
  if (!chain) throw unavailable(`The workflow ${workflow} cannot be run by this release.`, 'Use the workflow next-phase.');
  if (!isAllowed(repository, rules.allowedRepositories)) throw notAllowed('repository.not_allowed', `The repository ${repository} is not allowed here.`, 'Add it to SPECLINE_ALLOWED_REPOSITORIES, or use one that is listed there.');
  if (rules.allowedAgents.length > 0 && !rules.allowedAgents.includes(agent)) throw notAllowed('agent.not_allowed', `The agent ${agent} is not allowed here.`, `Use one of ${rules.allowedAgents.join(', ')}, or add it to SPEC_AUTOMATION_ALLOWED_AGENT_BACKENDS.`);
  if (!isCodingAgent(agent)) throw unavailable(`This release has no coding agent ${agent}.`, `Use one of ${codingAgentNames.join(', ')}.`);
  const { mostAttempts } = codingAgents[agent];
  if (attempts > mostAttempts) throw invalidField('attempts', `is more than ${agent} can be asked for (${mostAttempts})`);
  return {
    chain, featureKey,
    request: {
      repository, workflow, agent, attempts, dryRun,
      ...(queue === undefined ? {} : { queue }), ...(baseBranch === undefined ? {} : { baseBranch }), ...(externalRef === undefined ? {} : { externalRef }), ...(notes === undefined ? {} : { notes }),
    },
  };
}

/** `_` stands for the feature that nobody could name and is no name. */
export function isSafeFeature(name: string): boolean {
  return featureName.test(name) && name !== unresolvedFeature && !name.includes('..') && !name.endsWith('.');
}

function unavailable(detail: string, remediation: string): ApiProblem {
  return new ApiProblem({ status: 400, code: 'workflow.unavailable', detail, remediation });
}

function notAllowed(code: string, detail: string, remediation: string): ApiProblem {
  return new ApiProblem({ status: 403, code, detail, remediation });
}
