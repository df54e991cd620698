// Whether new runs are accepted now: not when the stream is nearly full, nor when a service says that something its stages need is missing, nor for a queue that no runner serves.
import { isStageName, stageCatalogue, triggerToken, type Prerequisite, type StageHost } from '#contracts';
import { ApiProblem, streamFull } from '../problems/api-problem';
import type { ServiceReadiness } from './service-readiness';
import type { StreamWatch } from './stream-watch';

/** Of a run that is ordered. */
export interface Admittance { chain: readonly string[]; agent: string; queue?: string | undefined }

/** What is kept for runs that were accepted already. */
export const fullAt = 0.8;

export class Admission {
  constructor(private readonly stream: Pick<StreamWatch, 'fullness'>, private readonly services: Pick<ServiceReadiness, 'known' | 'ask'>) {}

  /** Costs nothing while all is well. No answer is no reason to refuse: the work is kept until its service is there. A queue that nobody serves may be a slip of the pen, though. @throws ApiProblem 503 */
  async admit({ chain, agent, queue }: Admittance): Promise<void> {
    if (this.stream.fullness >= fullAt) throw streamFull();
    const queued = queue === undefined ? [] : chain.filter((stage) => triggerToken(stage, { queue }) !== stage);
    if (queue !== undefined) await this.admitToQueue({ chain: queued, agent }, queue);
    await this.admitToServices({ chain: chain.filter((stage) => !queued.includes(stage)), agent });
  }

  private async admitToServices(run: Admittance): Promise<void> {
    for (const host of hostsOf(run.chain)) {
      if (!missingFor(run, this.services.known(host)?.prerequisites)) continue;
      // What was missing a moment ago may be there now.
      const missing = missingFor(run, (await this.services.ask(host))?.prerequisites);
      if (missing) throw notReady(host, missing);
    }
  }

  private async admitToQueue(run: Admittance, queue: string): Promise<void> {
    for (const host of hostsOf(run.chain)) {
      const readiness = await this.services.ask(host, queue);
      if (!readiness) throw unserved(host, queue);
      const missing = missingFor(run, readiness.prerequisites);
      if (missing) throw notReady(host, missing);
    }
  }
}

function hostsOf(chain: readonly string[]): Set<StageHost> {
  return new Set(chain.filter(isStageName).map((stage) => stageCatalogue[stage].host));
}

function missingFor({ chain, agent }: Admittance, prerequisites: readonly Prerequisite[] = []): Prerequisite | undefined {
  return prerequisites.find(({ ok, blocking, stages, agents }) => !ok && (agents?.includes(agent) || (blocking && stages.some((stage) => chain.includes(stage)))));
}

function unserved(host: StageHost, queue: string): ApiProblem {
  return new ApiProblem({
    status: 503, code: 'queue.unserved', detail: `No ${host} answers for the queue ${queue}.`, retryAfterSeconds: 15,
    remediation: `Check the name of the queue, and that a ${host} with SPEC_WORKFLOW_CODEX_QUEUE=${queue} runs; or order the run without a queue.`,
  });
}

function notReady(host: StageHost, { name, code, detail, remediation }: Prerequisite): ApiProblem {
  return new ApiProblem({
    status: 503, code: code ?? 'service.not_ready', detail: `${host} is not ready: ${name}: ${detail}`, retryAfterSeconds: 15,
    remediation: remediation ?? 'See /readyz for what is missing.',
  });
}
