// Makes the commit of an applied patch: the same patch on the same base gives the same commit, on every machine and at any time.
import { StageFailure, type Publication } from '#domain';
import { applyPatch, commitDate, commitTree, type Mirror } from '#git';

const author = { name: 'Specline', email: 'specline@users.noreply.github.com' };

export interface CommitOrder extends Pick<Publication, 'baseSha' | 'change' | 'checkedBy' | 'commitMessage'> { patch: Uint8Array; signal: AbortSignal }

/** Dated like its base, so that no clock has a part in it. @throws StageFailure `retry.unsafe` when the tree is not the one that was checked */
export async function makeCommit(mirror: Mirror, { baseSha, change, checkedBy, commitMessage, patch, signal }: CommitOrder): Promise<string> {
  const applied = await applyPatch(mirror, { base: baseSha, patch, signal });
  if (applied.outcome !== 'applied' || applied.tree !== change.treeSha) {
    throw new StageFailure({
      code: 'retry.unsafe', resume: checkedBy, message: 'The stored patch does not give the tree that was checked.',
      remediation: `Retry the run: it goes back to ${checkedBy} and checks the patch again.`,
    });
  }
  return commitTree(mirror, { tree: applied.tree, parents: [baseSha], author, at: await commitDate(mirror, baseSha, signal), message: commitMessage, signal });
}
