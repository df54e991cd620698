// At boot each service proves that it has exactly one handler for each stage it hosts, and none for another's.
import type { StageHost } from '#contracts';
import { stagesOf } from '#contracts';

/** @throws Error that names every stage with too few or too many handlers */
export function checkHandlers(host: StageHost, registered: readonly string[]): void {
  const hosted = stagesOf(host) as string[];
  const faults = [
    ...hosted.filter((stage) => !registered.includes(stage)).map((stage) => `${stage} has no handler`),
    ...hosted.filter((stage) => registered.filter((one) => one === stage).length > 1).map((stage) => `${stage} has more than one handler`),
    ...registered.filter((stage) => !hosted.includes(stage)).map((stage) => `${stage} is not a stage of ${host}`),
  ];
  if (faults.length > 0) throw new Error(`${host} cannot start: ${faults.join(', ')}`);
}
