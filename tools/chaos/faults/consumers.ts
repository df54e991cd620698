// A stage's consumer is deleted while it is used: the services make it again from the first message on, and every old trigger is delivered once more.
import { jetstreamManager } from '@nats-io/jetstream';
import { consumerName } from '#bus';
import { runStream } from '#contracts';
import type { Fault } from './fault';
import { phaseStages } from './phase-stages';

export const consumers: Fault = {
  strikes: 6, seconds: 20,
  strike: async ({ connection }, random) => {
    const stage = random.pick(phaseStages);
    const manager = await jetstreamManager(connection);
    await manager.consumers.delete(runStream, consumerName(stage));
    return `the consumer of ${stage} was deleted`;
  },
};
