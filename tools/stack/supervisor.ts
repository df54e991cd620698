// Holds the services of a stack together: starts them in order, stops them the other way round.
import { join } from 'node:path';
import { Service, type ServiceDefinition, type ServiceSettings } from './service';

export class Supervisor {
  private readonly batches: Service[][] = [];

  constructor(private readonly logs: string, private readonly settings: Omit<ServiceSettings, 'logFile'>) {}

  /** Starts these services at once and resolves when all are ready. A later call is for services that need the earlier ones. */
  async start(...definitions: ServiceDefinition[]): Promise<void> {
    const batch = definitions.map((definition) => new Service(definition, { ...this.settings, logFile: join(this.logs, `${definition.name}.log`) }));
    this.batches.push(batch);
    await Promise.all(batch.map((service) => service.start()));
  }

  /** The running services of this name; replicas share one. */
  named(name: string): Service[] {
    return this.batches.flat().filter((service) => service.name === name);
  }

  /** Stops what was started last first; those of one call together. */
  async stop(): Promise<void> {
    for (const batch of this.batches.splice(0).reverse()) await Promise.all(batch.map((service) => service.stop()));
  }
}
