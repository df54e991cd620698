// kill -9 of one replica of a service at a random moment; the supervisor starts it again.
import type { Fault } from './fault';
import { someReplica } from './replicas';

export const kill: Fault = {
  strikes: 8, seconds: 20,
  strike: async (scene, random) => {
    const { service, name } = someReplica(scene, random);
    await service.kill();
    return `kill -9 ${name}`;
  },
};
