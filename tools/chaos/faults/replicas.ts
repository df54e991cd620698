// Which replica a fault strikes.
import { services as parts } from '#platform';
import type { Service } from '../../stack/service';
import type { Random } from '../random';
import type { Scene } from '../scene';

/** One of the two replicas of any service. */
export function someReplica({ stack }: Scene, random: Random): { service: Service; name: string } {
  const part = random.pick(parts);
  const number = random.chance(0.5) ? 1 : 0;
  const service = stack.services.named(part)[number];
  if (!service) throw new Error(`there is no replica ${number + 1} of ${part}`);
  return { service, name: `${part} ${number + 1}` };
}
