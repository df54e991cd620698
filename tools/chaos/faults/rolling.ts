// Every service is told to end and is started again, one replica after the other, as in an update.
import { until } from '../../stack/until';
import type { Fault } from './fault';
import { allReplicas } from './replicas';

export const rolling: Fault = {
  strikes: 1, seconds: 60,
  strike: async (scene) => {
    const replicas = allReplicas(scene);
    for (const { service, name } of replicas) {
      const { pid } = service;
      if (pid === undefined) continue;
      process.kill(pid, 'SIGTERM');
      await until(`${name} has ended and started again`, () => (service.pid !== undefined && service.pid !== pid ? true : undefined));
      await until(`${name} is ready`, async () => (await service.isReady()) || undefined);
    }
    return `SIGTERM of ${replicas.length} replicas, one after the other`;
  },
};
