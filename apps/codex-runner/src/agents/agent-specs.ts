// The two containers of an agent's work, as images/job/README.md describes their programs: pure.
import type { JobKey, JobRole, JobSpec } from '../jobs/job';
import type { AgentOrder } from './agent-order';
import { egressHost } from './egress-host';
import type { LocalAgent } from './local-agent';

/** `serverUrl` such as `https://github.com`. */
export interface JobSource { serverUrl: string; readToken: string | undefined }
type Attempt = Pick<JobKey, 'runId' | 'stage' | 'attempt'>;

/** The agent's standard input. */
export const promptFile = 'in/prompt';
const checkoutSeconds = 15 * 60;
const publicGitHub = 'https://github.com';

/** The token that reads is in this container alone; no agent runs in it. */
export function checkoutSpec(order: AgentOrder, attempt: Attempt, { serverUrl, readToken }: JobSource): JobSpec {
  const { repository, base, featureDirectory, earlierPatch, image } = order;
  return {
    ...keyOf(attempt, 'checkout'), ...(image === undefined ? {} : { image }), command: ['/opt/specline/checkout'], timeLimitSeconds: checkoutSeconds,
    egress: [egressHost(serverUrl, serverUrl === publicGitHub ? 'ours' : 'operators')],
    environment: {
      SPECLINE_CLONE_URL: `${serverUrl.replace(/\/+$/, '')}/${repository}.git`, SPECLINE_BASE_SHA: base.sha,
      ...(readToken === undefined ? {} : { SPECLINE_CLONE_TOKEN: readToken }),
      ...(featureDirectory === undefined ? {} : { SPECLINE_FEATURE_DIRECTORY: featureDirectory }),
    },
    // Also an empty one: the volume may hold the patch of another step.
    files: [{ path: 'in.patch', content: earlierPatch ?? new Uint8Array() }],
  };
}

/** @throws StageFailure `credential.*`, `agent.not_configured` */
export function phaseSpec(agent: LocalAgent, { prompt, base, image }: AgentOrder, attempt: Attempt, limitMinutes: number): JobSpec {
  return {
    ...keyOf(attempt, 'phase'), ...(image === undefined ? {} : { image }), command: ['/opt/specline/phase'], timeLimitSeconds: limitMinutes * 60,
    egress: agent.egress(),
    environment: { ...agent.forwarded(), SPECLINE_AGENT_COMMAND: JSON.stringify(agent.command()), SPECLINE_BASE_SHA: base.sha },
    files: [{ path: promptFile, content: Buffer.from(prompt) }],
  };
}

function keyOf({ runId, stage, attempt }: Attempt, role: JobRole): JobKey {
  return { runId, stage, attempt, role };
}
