// Title, body and commit message of the pull request of a specification.
import type { Change, PrepareOutput, RunRequest, WritingOutput } from '#contracts';
import { markerOf } from '../phase-work/marker';
import { ownSection } from '../phase-work/own-section';
import { list, plain, subject } from '../phase-work/plain-text';
import { longestSection, mostFiles, pullRequestLabels } from '../phase-work/pull-request-text';

export interface SpecificationText {
  runId: string;
  attempt: number;
  request: RunRequest;
  prepare: PrepareOutput;
  change: Pick<Change, 'files' | 'findings'>;
  written: Pick<WritingOutput, 'agent' | 'agentVersion'>;
  /** Where the run can be seen, or null when the installation has no public address. */
  runUrl: string | null;
}

export function specificationTitle({ featureKey }: Pick<PrepareOutput, 'featureKey'>): string {
  return `${plain(featureKey)}: specification, plan and tasks`.slice(0, 200);
}

/** Specline's part of the body, which is all of it at first. */
export function specificationBody({ runId, attempt, request, prepare, change, written, runUrl }: SpecificationText): string {
  const sections = [
    `Specifies **${plain(prepare.featureKey)}** in \`${plain(prepare.featureDirectory)}\`: what is wanted, how it is built, and the tasks in phases. Read them before this is merged; after that, each phase can be run.`,
    list('Findings', change.findings.map((finding) => `${plain(finding.message)}${finding.line ? ` (line ${finding.line})` : ''}`)),
    list('Files', change.files.slice(0, mostFiles).map((file) => `\`${plain(file.path)}\` (${file.status})`), change.files.length - mostFiles),
    [
      `Base: \`${plain(prepare.baseBranch)}\` at \`${prepare.baseSha.slice(0, 12)}\``,
      `Written by ${plain(written.agent)} ${plain(written.agentVersion)}`,
      runUrl ? `Run: ${runUrl}` : `Run: \`${runId}\``,
      request.externalRef ? `Reference: ${plain(request.externalRef)}` : '',
    ].filter(Boolean).join('  \n'),
  ].filter(Boolean);
  return ownSection(markerOf(runId, attempt), sections.join('\n\n').slice(0, longestSection));
}

export function specificationCommit({ featureKey, featureDirectory }: Pick<PrepareOutput, 'featureKey' | 'featureDirectory'>): string {
  return `${subject(`${featureKey}: specification, plan and tasks`)}\n\nMade by Specline in ${plain(featureDirectory)}.\n`;
}

/** What publishing would do, for a dry run. */
export function specificationEffects(prepare: PrepareOutput, repository: string, treeSha: string): string[] {
  return [
    `push tree ${treeSha} as one commit on ${prepare.baseSha} to the branch ${prepare.branchName} of ${repository}`,
    `open or update the draft pull request "${specificationTitle(prepare)}" from ${prepare.branchName} into ${prepare.baseBranch}`,
    `label it ${pullRequestLabels.join(', ')}`,
  ];
}
