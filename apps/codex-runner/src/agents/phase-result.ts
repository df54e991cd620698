// What the image's program `phase` left behind when its container had ended: read without trust in its form.
import type { JobContainers, JobEnd, JobKey } from '../jobs/job';
import { countIn, jsonObject, objectIn, textIn } from './json-line';

/** `agentExit` is null when a signal ended the agent. `problem` says why there is no patch although the agent ended. */
export interface PhaseResult {
  agentExit: number | null;
  timedOut: boolean;
  patch: Uint8Array | undefined;
  problem?: { code: string; message: string };
}

const largestResult = 1024 * 1024;
/** Above the limit of `collect`, which names the size. */
const largestPatch = 16 * 1024 * 1024;

export async function resultOf(containers: JobContainers, key: JobKey, end: JobEnd): Promise<PhaseResult> {
  const bytes = end.cause === 'lost' ? undefined : await containers.readFile(key, 'out/result.json', largestResult);
  const result = bytes && jsonObject(Buffer.from(bytes).toString());
  const collect = objectIn(result?.['collect']);
  const told = { agentExit: countIn(result?.['agentExit']) ?? null, timedOut: result?.['timedOut'] === true };
  if (!result || !collect) return { ...told, patch: undefined, problem: { code: 'phase.no_result', message: 'The container left no result.' } };
  if (collect['exitCode'] !== 0) return { ...told, patch: undefined, problem: { code: textIn(collect['code']) || 'phase.not_collected', message: textIn(collect['message']) } };
  const patch = await containers.readFile(key, 'out/result.patch', largestPatch);
  if (!patch) return { ...told, patch: undefined, problem: { code: 'phase.no_patch', message: 'The container left no patch.' } };
  return { ...told, patch: patch.byteLength > 0 ? patch : undefined };
}
