// Which replica a fault strikes.
import { services as parts } from '#platform';
import type { Service } from '../../stack/service';
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

export function allReplicas({ stack }: Scene): Replica[] {
  return parts.flatMap((part) => stack.services.named(part).map((service, place) => ({ service, name: `${part} ${place + 1}` })));
}
