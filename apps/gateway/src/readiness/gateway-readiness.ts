// What the whole installation needs, in one answer: the gateway's own prerequisites, and what every service says of its own.
import { stagesOf, type Prerequisite, type Readiness } from '#contracts';
import { PrerequisiteRegistry, type Check, type Redactor } from '#platform';
import { askedServices, type AskedService, type ServiceReadiness } from './service-readiness';

export interface ReadinessParts { worker: string; redactor: Redactor; services: Pick<ServiceReadiness, 'known'>; checks: readonly Check[] }

/** `worker` is null when no replica answers. */
export interface ServiceChecks { service: string; worker: string | null; prerequisites: Prerequisite[]; versions: Record<string, string> }

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
    const others = askedServices.map((service) => this.checksOf(service)).flatMap(({ service, prerequisites: [first, ...rest] }) => [
      ...(first ? [first] : []), ...rest.map((one) => ({ ...one, name: `${service}: ${one.name}` })),
    ]);
    return { ...own, prerequisites: [...own.prerequisites, ...others] };
  }

  /** The same by service, the gateway first. */
  async checks(): Promise<ServiceChecks[]> {
    const { service, worker, prerequisites, versions = {} } = await super.readiness();
    return [{ service, worker, prerequisites, versions }, ...askedServices.map((one) => this.checksOf(one))];
  }

  /** The first prerequisite is the service itself. */
  private checksOf(service: AskedService): ServiceChecks {
    const readiness = this.services.known(service);
    const itself = { name: service, blocking: true, stages: service === 'projection' ? [] : stagesOf(service) };
    if (!readiness) {
      const silent: Prerequisite = {
        ...itself, ok: false, code: 'service.no_answer', detail: 'no replica answers',
        remediation: `Start ${service} and see its log. Runs are accepted meanwhile; their stages wait.`,
      };
      return { service, worker: null, prerequisites: [silent], versions: {} };
    }
    const { worker, prerequisites, versions = {} } = readiness;
    return { service, worker, versions, prerequisites: [{ ...itself, ok: true, detail: `${worker} answers` }, ...prerequisites] };
  }
}
