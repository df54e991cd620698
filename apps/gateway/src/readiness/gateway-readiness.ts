// What the whole installation needs, in one answer: the gateway's own prerequisites, and what every service says of its own.
import { stagesOf, type Prerequisite, type Readiness } from '#contracts';
import { PrerequisiteRegistry, type Check, type Redactor } from '#platform';
import { askedServices, type AskedService, type ServiceReadiness } from './service-readiness';

export interface ReadinessParts { worker: string; redactor: Redactor; services: Pick<ServiceReadiness, 'known'>; checks: readonly Check[] }

/** `ok` speaks of the gateway alone: it serves, and says what is missing, while another service waits for its credential. */
export class GatewayReadiness extends PrerequisiteRegistry {
  private readonly services: Pick<ServiceReadiness, 'known'>;

  constructor({ worker, redactor, services, checks }: ReadinessParts) {
    super('gateway', worker, redactor);
    this.services = services;
    for (const check of checks) this.register(check);
  }

  override async readiness(): Promise<Readiness> {
    const own = await super.readiness();
    const others = askedServices.flatMap((service) => this.prerequisitesOf(service));
    return { ...own, prerequisites: [...own.prerequisites, ...others] };
  }

  private prerequisitesOf(service: AskedService): Prerequisite[] {
    const readiness = this.services.known(service);
    const stages = service === 'projection' ? [] : stagesOf(service);
    if (!readiness) {
      return [{
        name: service, ok: false, blocking: true, stages, code: 'service.no_answer', detail: 'no replica answers',
        remediation: `Start ${service} and see its log. Runs are accepted meanwhile; their stages wait.`,
      }];
    }
    const answered: Prerequisite = { name: service, ok: true, blocking: true, stages, detail: `${readiness.worker} answers` };
    return [answered, ...readiness.prerequisites.map((one) => ({ ...one, name: `${service}: ${one.name}` }))];
  }
}
