// How the bus is: which server it is, and what waits at each durable consumer of the stream of facts.
import type { JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { runStream, type ConsumerLag } from '#contracts';

const stagePrefix = 'stage-';

export class BusState {
  constructor(private readonly connection: Pick<NatsConnection, 'info'>, private readonly manager: Pick<JetStreamManager, 'consumers'>) {}

  /** Undefined before the first connection. */
  get serverVersion(): string | undefined {
    return this.connection.info?.version;
  }

  /** Another one after each start of the server. Undefined before the first connection. */
  get serverId(): string | undefined {
    return this.connection.info?.server_id;
  }

  /** One for each stage, and for each queue of it that was ever served. @throws when NATS does not answer, or the user may not ask */
  async lags(): Promise<ConsumerLag[]> {
    const lags: ConsumerLag[] = [];
    for await (const { name, config, num_pending: pending, num_ack_pending: held } of this.manager.consumers.list(runStream)) {
      // Consumers without a durable name are readers of the moment.
      if (config.durable_name) lags.push({ consumer: name, stage: name.startsWith(stagePrefix) ? name.slice(stagePrefix.length) : name, pending, held });
    }
    return lags.sort((one, other) => (one.consumer < other.consumer ? -1 : 1));
  }
}
