// A run's fixed place among a hundred, so that a share of the runs can be chosen without anything being written down.
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/** From 0 to below 100, evenly spread, the same for a run for ever. Raising a share adds runs and takes none away. */
export function canaryPlaceOf(runId: string): number {
  const digest = sha256(utf8ToBytes(`skills:${runId}`));
  return (new DataView(digest.buffer, digest.byteOffset).getUint32(0) / 2 ** 32) * 100;
}
