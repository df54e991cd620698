// Whether new runs are accepted now: not when the stream is nearly full, nor when a service says that something its stages need is missing.
import { isStageName, stageCatalogue, type Prerequisite, type StageHost } from '#contracts';
import { ApiProblem, streamFull } from '../problems/api-problem';
import type { ServiceReadiness } from './service-readiness';
import type { StreamWatch } from './stream-watch';

/** What is kept for runs that were accepted already. */
export const fullAt = 0.8;

export class Admission {
  constructor(private readonly stream: Pick<StreamWatch, 'fullness'>, private readonly services: Pick<ServiceReadiness, 'known' | 'ask'>) {}

  /** Costs nothing while all is well. No answer is no reason to refuse: the work is kept until its service is there. @throws ApiProblem 503 */
  async admit(chain: readonly string[]): Promise<void> {
    if (this.stream.fullness >= fullAt) throw streamFull();
    for (const host of hostsOf(chain)) {
      if (!missingFor(chain, this.services.known(host)?.prerequisites)) continue;
      // What was missing a moment ago may be there now.
      const missing = missingFor(chain, (await this.services.ask(host))?.prerequisites);
      if (missing) throw notReady(host, missing);
    }
  }
}

function hostsOf(chain: readonly string[]): Set<StageHost> {
  return new Set(chain.filter(isStageName).map((stage) => stageCatalogue[stage].host));
}

function missingFor(chain: readonly string[], prerequisites: readonly Prerequisite[] = []): Prerequisite | undefined {
  return prerequisites.find(({ ok, blocking, stages }) => !ok && blocking && stages.some((stage) => chain.includes(stage)));
}

function notReady(host: StageHost, { name, code, detail, remediation }: Prerequisite): ApiProblem {
  return new ApiProblem({
    status: 503, code: code ?? 'service.not_ready', detail: `${host} is not ready: ${name}: ${detail}`, retryAfterSeconds: 15,
    remediation: remediation ?? 'See /readyz for what is missing.',
  });
}
