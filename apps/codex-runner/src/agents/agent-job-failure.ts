// Why a container of an agent did not bring what was asked, in words an operator can act on: pure.
import type { FailureInput } from '#domain';
import type { JobCause, JobEnd } from '../jobs/job';
import { jsonObject, textIn } from './json-line';
import type { AgentVerdict } from './local-agent';
import type { AgentOrder } from './agent-order';
import type { PhaseResult } from './phase-result';
import { withRefusedHosts } from './refused-hosts';

export interface EndedPhase {
  agent: string;
  end: JobEnd;
  /** It was stopped because it had printed nothing for so long. */
  silentMinutes: number | undefined;
  verdict: AgentVerdict;
  complaint: string;
  result: PhaseResult;
  limitMinutes: number;
}

const timeIsUp = 124;
const notCarriedOut = 125;
const again = 'Retry the run: it begins this step anew.';

/** What the engine did to the container, whichever program was in it. */
const engineCauses: Record<Exclude<JobCause, 'exit' | 'time'>, Pick<FailureInput, 'code' | 'message' | 'remediation' | 'retryable'>> = {
  memory: { code: 'agent.memory', message: 'The agent used more memory than its container has.', remediation: 'Make the tasks smaller or raise SPECLINE_JOB_MEMORY, then retry the run.' },
  disk: { code: 'agent.disk', message: 'The agent filled the disk of its workspace, or printed without end.', remediation: 'See what it wrote (agent_events); raise SPECLINE_JOB_DISK if the work needs more. Then retry the run.' },
  processes: { code: 'agent.processes', message: 'The agent held all the processes that its container may have.', remediation: 'See what it ran (agent_events); raise SPECLINE_JOB_PROCESSES if the work needs more. Then retry the run.' },
  killed: { code: 'agent.killed', message: 'The container of the agent was ended from outside: by hand, or because the Docker Engine stopped.', remediation: again, retryable: true },
  lost: { code: 'agent.lost', message: 'The container of the agent is gone, or the engine no longer knows how it ended.', remediation: again, retryable: true },
};

export function phaseFailure(phase: EndedPhase): FailureInput | undefined {
  const failure = whyPhaseFailed(phase);
  return failure && withRefusedHosts(failure, phase.end.refusedHosts);
}

function whyPhaseFailed({ agent, end, silentMinutes, verdict, complaint, result, limitMinutes }: EndedPhase): FailureInput | undefined {
  if (silentMinutes !== undefined) {
    return {
      code: 'agent.silent', message: `${agent} has printed nothing for ${silentMinutes} minutes and was stopped.`,
      remediation: 'Read its last lines (agent_events). Mend what it waited for, or raise SPECLINE_AGENT_SILENCE_MINUTES; then retry the run.',
    };
  }
  if (end.cause === 'time' || result.timedOut || end.exitCode === timeIsUp) {
    return {
      code: 'agent.timeout', message: `${agent} was not done after ${limitMinutes} minutes and was stopped.`,
      remediation: 'Read what it did (agent_events). Make the tasks smaller or raise SPECLINE_JOB_MINUTES, then retry the run.',
    };
  }
  if (end.cause !== 'exit') return engineCauses[end.cause];
  if (end.exitCode === notCarriedOut && result.agentExit === null) return notStarted(agent, complaint);
  if (verdict.failure && end.exitCode !== notCarriedOut) return verdict.failure;
  return result.problem && uncollected(result.problem);
}

function notStarted(agent: string, complaint: string): FailureInput {
  return {
    code: 'agent.not_started', message: `${agent} could not be started in its container: ${textIn(jsonObject(complaint)?.['message']) || complaint}`.slice(0, 600),
    remediation: 'Use a job image (SPEC_AUTOMATION_JOB_IMAGE) that has the program, or another agent; then retry the run.',
  };
}

function uncollected({ code, message }: { code: string; message: string }): FailureInput {
  if (code === 'collect.too_large') {
    return { code: 'patch.too_large', message: `What the agent changed is too large: ${message}`, remediation: 'See what it wrote (agent_events): build results and downloads belong into .gitignore. Make the tasks smaller, then retry the run.' };
  }
  return { code: 'agent.no_result', message: `What the agent changed could not be taken out of its container (${code}): ${message}`, remediation: again, retryable: true };
}

/** Exit codes of `checkout`: 3 is what the git host said. */
export function checkoutFailure({ repository, base }: AgentOrder, end: JobEnd, output: readonly string[]): FailureInput | undefined {
  if (end.cause === 'exit' && end.exitCode === 0) return undefined;
  const said = output.map(jsonObject).findLast((line) => line?.['program'] === 'checkout');
  const reason = textIn(said?.['message']) || output.at(-1) || `it ended with ${end.exitCode}`;
  const fetched = textIn(said?.['code']) !== 'checkout.fetch_failed';
  return withRefusedHosts({
    code: fetched ? 'checkout.failed' : 'checkout.fetch_failed', retryable: !fetched || end.cause !== 'exit', details: { exitCode: end.exitCode, cause: end.cause },
    message: `${repository} at ${base.sha.slice(0, 12)} could not be checked out in a container: ${reason}`.slice(0, 800),
    remediation: fetched ? 'Read the reason. Where the base branch has moved, start again with the mode restart_from_discovery; otherwise retry the run.' : 'Check that containers reach GITHUB_SERVER_URL and that GITHUB_READ_TOKEN may read the repository, then retry the run.',
  }, end.refusedHosts);
}
