// Whether jobs can run here: the engine answers, the way out exists, the image is there.
import type Docker from 'dockerode';
import { StageFailure } from '#domain';
import type { Check } from '#platform';
import { engineFailure, unlessGone } from './docker-engine';
import type { JobContainers } from './job';

const timeLimitMs = 15_000;

/** Blocking for `stages`: while something is missing they are left to other runners. */
export function dockerReadiness({ docker, containers, network, stages }: { docker: Docker; containers: Pick<JobContainers, 'image'>; network: string; stages: string[] }): Check[] {
  const common = { blocking: true, optional: true, stages, ttlMs: 60_000, timeLimitMs };
  return [
    { ...common, name: 'Docker', check: () => found(async () => {
      const { Version: version, ApiVersion: api } = await docker.version();
      if (await unlessGone(docker.getNetwork(network).inspect()) === undefined) throw networkMissing(network);
      return { ok: true, detail: `Docker Engine ${version}, API ${api}`, versions: { docker: version }, details: { network } };
    }) },
    { ...common, name: 'job image', check: () => found(async () => {
      const { id, codexVersion, specKitVersion } = await containers.image();
      const versions = Object.fromEntries(Object.entries({ jobCodex: codexVersion, specKit: specKitVersion }).filter((entry): entry is [string, string] => entry[1] !== undefined));
      return { ok: true, detail: `the job image is ${id.slice(0, 19)}`, versions, details: { id, codex: codexVersion ?? '(not said)', specKit: specKitVersion ?? '(not said)' } };
    }) },
  ];
}

type Found = Awaited<ReturnType<Check['check']>>;

async function found(look: () => Promise<Found>): Promise<Found> {
  try {
    return await look();
  } catch (error) {
    const failure = engineFailure(error);
    if (!(failure instanceof StageFailure)) throw failure;
    const { code, message, remediation } = failure.failure;
    return { ok: false, code, detail: message, remediation };
  }
}

function networkMissing(network: string): StageFailure {
  return new StageFailure({ code: 'docker.network_missing', message: `Docker has no network ${network}.`, remediation: `Create it (docker network create ${network}), or name another one in SPEC_AUTOMATION_JOB_NETWORK.` });
}
