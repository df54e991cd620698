// Title, body and commit message of a phase's pull request, from what the stages found; text from repositories is made harmless.
import type { ApplyOutput, DiscoverOutput, RunRequest } from '#contracts';
import { markerOf } from './marker';
import { ownSection } from './own-section';
import { list, plain, subject } from './plain-text';

export interface PullRequestInput {
  runId: string;
  attempt: number;
  request: RunRequest;
  discover: DiscoverOutput;
  apply: Pick<ApplyOutput, 'files' | 'ticked' | 'findings'>;
  codexTaskUrl: string | null;
  /** Where the run can be seen, or null when the installation has no public address. */
  runUrl: string | null;
}

export const pullRequestLabels = ['specline'] as const;
/** In characters, so that people have room for what they add. */
export const longestSection = 60_000;
/** GitHub takes no longer body, in characters. */
export const longestBody = 65_536;
export const mostFiles = 100;

export function pullRequestTitle({ discover }: Pick<PullRequestInput, 'discover'>): string {
  return plain(`${discover.featureKey}: ${discover.phase?.title ?? 'next phase'}`).slice(0, 200);
}

/** Specline's part of the body, which is all of it at first; it leaves room for what people add. */
export function pullRequestBody(input: PullRequestInput): string {
  const { discover, apply, runId, attempt, request } = input;
  const sections = [
    `Implements **${plain(discover.phase?.title ?? '')}** of \`${plain(discover.featureKey)}\` (\`${plain(discover.tasksFile)}\`).`,
    list('Tasks ticked', apply.ticked.map(plain)),
    list('Findings', apply.findings.map((finding) => `${plain(finding.message)}${finding.line ? ` (line ${finding.line})` : ''}`)),
    list('Files', apply.files.slice(0, mostFiles).map((file) => `\`${plain(file.path)}\` (${file.status})`), apply.files.length - mostFiles),
    [
      `Base: \`${plain(discover.baseBranch)}\` at \`${discover.baseSha.slice(0, 12)}\``,
      input.codexTaskUrl ? `Codex task: ${input.codexTaskUrl}` : '',
      input.runUrl ? `Run: ${input.runUrl}` : `Run: \`${runId}\``,
      request.externalRef ? `Reference: ${plain(request.externalRef)}` : '',
    ].filter(Boolean).join('  \n'),
  ].filter(Boolean);
  return ownSection(markerOf(runId, attempt), sections.join('\n\n').slice(0, longestSection));
}

/** Own words only: nothing of the repository's text becomes a trailer or a command to a CI. */
export function commitMessage({ discover, apply }: Pick<PullRequestInput, 'discover' | 'apply'>): string {
  const ids = apply.ticked.map((id) => plain(id)).filter((id) => /^[\w.-]{1,32}$/.test(id));
  return `${subject(`${discover.featureKey}: ${discover.phase?.title ?? 'next phase'}`)}\n\n${ids.length > 0 ? `Tasks: ${ids.join(', ')}\n` : ''}Made by Specline from ${plain(discover.tasksFile)}.\n`;
}

/** What publishing would do, for a dry run. */
export function publishEffects({ request, discover, treeSha }: { request: RunRequest; discover: DiscoverOutput; treeSha: string }): string[] {
  return [
    `push tree ${treeSha} as one commit on ${discover.baseSha} to the branch ${discover.branchName ?? ''} of ${request.repository}`,
    `open or update the pull request "${pullRequestTitle({ discover })}" from ${discover.branchName ?? ''} into ${discover.baseBranch}`,
    `label it ${pullRequestLabels.join(', ')}`,
  ];
}
