// Every service is told to end and is started again, one replica after the other, as in an update.
import type { Fault } from './fault';
import { allReplicas, startAgain } from './replicas';

export const rolling: Fault = {
  strikes: 1, seconds: 60,
  strike: async (scene) => {
    const replicas = allReplicas(scene);
    for (const replica of replicas) await startAgain(replica);
    return `SIGTERM of ${replicas.length} replicas, one after the other`;
  },
};
