// Which runs have anything in the Docker Engine.
import type Docker from 'dockerode';
import { labelFilter, labels, type Installation } from './job-parts';

/** Run ids with the time at which the newest part of each was made. */
export async function runsWithParts(docker: Docker, installation: Installation): Promise<Map<string, Date>> {
  const filters = labelFilter(installation);
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }), docker.listNetworks({ filters: JSON.stringify(filters) }), docker.listVolumes({ filters: JSON.stringify(filters) }),
  ]);
  const parts = [
    ...containers.map(({ Labels, Created }) => ({ run: Labels[labels.run], at: new Date(Created * 1000) })),
    ...networks.map(({ Labels, Created }) => ({ run: Labels?.[labels.run], at: new Date(Created) })),
    ...(volumes ?? []).map((volume) => ({ run: volume.Labels?.[labels.run], at: new Date((volume as { CreatedAt?: string }).CreatedAt ?? 0) })),
  ];
  const runs = new Map<string, Date>();
  for (const { run, at } of parts) if (run !== undefined && (runs.get(run) ?? new Date(0)) <= at) runs.set(run, at);
  return runs;
}
