// What the service behind an agent has refused, told from the words in which agents repeat it.
import type { FailureInput } from '#domain';

export interface ModelAccount {
  /** The agent, in words. */
  agent: string;
  /** The variable that holds its key. */
  keyVariable: string;
  /** The variable that names another service. */
  urlVariable: string;
}

/** Numbers are HTTP statuses; agents print them with the message of the service. */
const refusals: { words: RegExp; failureOf(account: ModelAccount): Pick<FailureInput, 'code' | 'remediation' | 'retryable'> }[] = [
  {
    words: /\b401\b|\b403\b|unauthori[sz]ed|invalid (x-)?api[ -]key|authentication/i,
    failureOf: ({ keyVariable, urlVariable }) => ({ code: 'credential.agent_rejected', remediation: `Set ${keyVariable} of the runner to a key that is valid for ${urlVariable} and its model, restart the runner, then retry the run.` }),
  },
  {
    words: /\b429\b|rate.?limit|too many requests|usage limit|quota/i,
    failureOf: ({ keyVariable }) => ({ code: 'agent.rate_limited', retryable: true, remediation: `Wait, or raise the limit of the account of ${keyVariable}. The stage is tried again by itself; afterwards retry the run.` }),
  },
  {
    words: /\b5\d\d\b|overloaded|stream (disconnected|closed)|error sending request|connection|high demand/i,
    failureOf: ({ urlVariable }) => ({ code: 'agent.model_unavailable', retryable: true, remediation: `See whether the model's service answers from this network (${urlVariable}, or its default). The stage is tried again by itself; afterwards retry the run.` }),
  },
];

/** @param words what the agent said last about its failure */
export function modelFailure(words: string, account: ModelAccount): FailureInput {
  const known = refusals.find((refusal) => refusal.words.test(words));
  return {
    message: `${account.agent} failed: ${words.replace(/\s+/g, ' ').slice(0, 500)}`,
    ...(known ? known.failureOf(account) : { code: 'agent.failed', remediation: 'Read what the agent said (agent_events, stderr_log), mend that, then retry the run.' }),
  };
}
