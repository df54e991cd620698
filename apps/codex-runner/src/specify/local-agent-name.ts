// The agent of a specification: one that works in a job container.
import { codingAgentNames, isLocalAgent, type LocalAgentName } from '#contracts';
import { StageFailure } from '#domain';

/** @throws StageFailure `agent.unavailable` */
export function localAgent(name: string): LocalAgentName {
  if (isLocalAgent(name)) return name;
  throw new StageFailure({
    code: 'agent.unavailable', message: `A specification cannot be written by ${name}.`,
    remediation: `Start the run with one of ${codingAgentNames.filter(isLocalAgent).join(', ')}.`,
  });
}
