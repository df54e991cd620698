// What a coding agent's patch may be and touch: limits, rules, and the findings that speak against it.
import type { Failure } from '#contracts';

/** `reject` can never be right; `hold` is for a person to decide and to bring in by hand. Either way the patch is not applied. */
export interface PatchFinding {
  code: string;
  /** Shown with control and invisible characters escaped; empty when the finding is about the whole patch. */
  path: string;
  reason: string;
  severity: 'reject' | 'hold';
}

export interface PatchLimits {
  maxBytes: number;
  /** In characters. */
  maxLineLength: number;
  maxFiles: number;
  /** Added plus removed lines. */
  maxChangedLines: number;
  /** Declared size of all binary files together. */
  maxBinaryBytes: number;
}

export const defaultPatchLimits: PatchLimits = {
  maxBytes: 10 * 1024 * 1024,
  maxLineLength: 1024 * 1024,
  maxFiles: 2_000,
  maxChangedLines: 100_000,
  maxBinaryBytes: 20 * 1024 * 1024,
};

export type Verdict = PatchFinding['severity'] | 'allow';

/** `pattern` is a file name (`CODEOWNERS`: in any directory), a path, or a directory with everything in it (`.github/workflows/**`); case does not matter. */
export interface HeldPath {
  pattern: string;
  reason: string;
}

export interface PatchPolicy {
  heldPaths: readonly HeldPath[];
  /** A file that was there becomes executable. */
  madeExecutable: Verdict;
  /** A new file is executable, as scripts are. */
  newExecutable: Verdict;
  maxPathDepth: number;
  /** In UTF-16 units. */
  maxPathLength: number;
}

const workflows = 'It decides what runs with the secrets of the repository.';

export const defaultPatchPolicy: PatchPolicy = {
  heldPaths: [
    { pattern: '.github/workflows/**', reason: workflows },
    { pattern: '.github/actions/**', reason: workflows },
    { pattern: '.gitlab-ci.yml', reason: workflows },
    { pattern: 'CODEOWNERS', reason: 'It decides who has to review a change.' },
    { pattern: '.gitmodules', reason: 'It names repositories that are fetched on checkout.' },
    { pattern: '.gitattributes', reason: 'It can make git run filters over files.' },
    { pattern: '.lfsconfig', reason: 'It decides where large files are fetched from.' },
  ],
  madeExecutable: 'hold',
  newExecutable: 'allow',
  maxPathDepth: 32,
  maxPathLength: 1_000,
};

const mostShown = 10;

/** The failure these findings mean, or null when there are none: `patch.too_large` when only sizes are exceeded, else `patch.rejected`. */
export function patchFailure(findings: readonly PatchFinding[]): Failure | null {
  if (findings.length === 0) return null;
  const tooLarge = findings.every(({ code }) => code.startsWith('size.'));
  const listed = findings.slice(0, mostShown).map(({ path, reason }) => (path ? `${path.slice(0, 200)}: ${reason}` : reason));
  const more = findings.length > mostShown ? [`and ${findings.length - mostShown} more`] : [];
  return {
    code: tooLarge ? 'patch.too_large' : 'patch.rejected',
    message: `The patch was not applied. ${[...listed, ...more].join(' ')}`.slice(0, 4000),
    remediation: remediationFor(findings, tooLarge),
    retryable: false,
    details: { findings: findings.slice(0, mostShown) },
  };
}

function remediationFor(findings: readonly PatchFinding[], tooLarge: boolean): string {
  if (tooLarge) return 'Split the phase into smaller ones, or keep generated and vendored files out of the change, and run the phase again.';
  const held = findings.filter(({ severity }) => severity === 'hold');
  return held.length === findings.length
    ? 'Review the stored patch. If these files have to change, change them yourself, then run the phase again.'
    : 'Look at the stored patch and at the task that led to it, correct the task or the repository content behind it, and run the phase again.';
}
