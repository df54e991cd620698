// The branch a phase is delivered on: deterministic, readable, and safe for git, shells and GitHub.
import { fingerprint } from './fingerprint';
import { isSafeBranch } from './safe-branch';

const prefix = 'specline';
const longestPart = 80;
const longestBranch = 200;

/**
 * `specline/<featureKey>/<phase-slug>`. When a character had to go, a fingerprint of the original keeps the name apart from others.
 * @example branchName({ featureKey: '003-cart', phaseSlug: 'phase-1-setup' }) === 'specline/003-cart/phase-1-setup'
 */
export function branchName({ featureKey, phaseSlug }: { featureKey: string; phaseSlug: string }): string {
  return joined(featureKey, phaseSlug);
}

/** `specline/<slug>/spec`, for the workflow that writes a specification. */
export function specBranchName(slug: string): string {
  return joined(slug, 'spec');
}

/** The branch's `n`-th incarnation after earlier ones were merged: `-2`, `-3`, …; 1 is the branch itself. */
export function withSuffix(branch: string, n: number): string {
  if (!Number.isSafeInteger(n) || n < 1) throw new RangeError(`A branch suffix counts from 1, not ${n}.`);
  if (n === 1) return branch;
  const suffix = `-${n}`;
  if (branch.length + suffix.length <= longestBranch) return branch + suffix;
  return `${branch.slice(0, longestBranch - suffix.length - 17)}-${fingerprint(branch)}${suffix}`;
}

function joined(feature: string, rest: string): string {
  const exact = `${prefix}/${feature}/${rest}`;
  const safe = `${prefix}/${safePart(feature)}/${safePart(rest)}`;
  // The exact name is kept only when it is what it seems: two parts, nothing removed.
  return exact === safe && isSafeBranch(safe) ? safe : `${safe}-${fingerprint(exact)}`;
}

/** One component by the rules of `git check-ref-format`, in plain ASCII; "x" when nothing is left. */
function safePart(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}+/gu, '').replace(/[^A-Za-z0-9._-]+/g, '-').replace(/\.{2,}/g, '.').replace(/-{2,}/g, '-');
  const part = plain.slice(0, longestPart).replace(/^[.-]+/, '').replace(/(?:\.lock|[.-])+$/i, '');
  return part === '' ? 'x' : part;
}
