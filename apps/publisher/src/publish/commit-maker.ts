// Makes the commit of an applied patch: the same patch on the same base gives the same commit, on every machine and at any time.
import type { ApplyOutput, DiscoverOutput } from '#contracts';
import { StageFailure, commitMessage } from '#domain';
import { applyPatch, commitDate, commitTree, type Mirror } from '#git';

const author = { name: 'Specline', email: 'specline@users.noreply.github.com' };

/** Dated like its base, so that no clock has a part in it. @throws StageFailure `retry.unsafe` when the tree is not the one that was checked */
export async function makeCommit(mirror: Mirror, { discover, apply, patch, signal }: { discover: DiscoverOutput; apply: ApplyOutput; patch: Uint8Array; signal: AbortSignal }): Promise<string> {
  const applied = await applyPatch(mirror, { base: discover.baseSha, patch, signal });
  if (applied.outcome !== 'applied' || applied.tree !== apply.treeSha) {
    throw new StageFailure({
      code: 'retry.unsafe', resume: 'apply', message: 'The stored patch does not give the tree that was checked.',
      remediation: 'Retry the run: it goes back to apply and checks the patch again.',
    });
  }
  return commitTree(mirror, {
    tree: applied.tree, parents: [discover.baseSha], author, at: await commitDate(mirror, discover.baseSha, signal),
    message: commitMessage({ discover, apply }), signal,
  });
}
