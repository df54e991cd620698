// Which replica a fault strikes.
import { services as parts, type Service as Part } from '#platform';
import type { Service } from '../../stack/service';
import { until } from '../../stack/until';
import type { Random } from '../random';
import type { Scene } from '../scene';

export interface Replica { service: Service; name: string }

/** One of the two replicas of any service. */
export function someReplica({ stack }: Scene, random: Random): Replica {
  const part = random.pick(parts);
  const number = random.chance(0.5) ? 1 : 0;
  const service = stack.services.named(part)[number];
  if (!service) throw new Error(`there is no replica ${number + 1} of ${part}`);
  return { service, name: `${part} ${number + 1}` };
}

export function allReplicas(scene: Scene): Replica[] {
  return parts.flatMap((part) => replicasOf(part, scene));
}

export function replicasOf(part: Part, { stack }: Scene): Replica[] {
  return stack.services.named(part).map((service, place) => ({ service, name: `${part} ${place + 1}` }));
}

/** SIGTERM; its supervisor starts it again. Resolves when it is ready, at once when it was not there. */
export async function startAgain({ service, name }: Replica): Promise<void> {
  const { pid } = service;
  if (pid === undefined) return;
  process.kill(pid, 'SIGTERM');
  await until(`${name} has ended and started again`, () => (service.pid !== undefined && service.pid !== pid ? true : undefined));
  await until(`${name} is ready`, async () => (await service.isReady()) || undefined);
}
