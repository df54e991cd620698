// A run with everything an operator asks about it. The texts are harmless already.
import type { CandidateReport, RunView } from '#contracts';
import { promptWords, usageWords } from '#domain';
import { fields } from '../output/fields';
import { durationBetween, moment, size } from '../output/moments';
import { statusPaint, statusSign } from '../output/status-paint';
import { table } from '../output/table';
import type { Colors } from '../output/terminal';
import { answersTable } from './answers';
import { keptText } from './kept-text';
import { failureLines } from './run-ending';

export interface PageForm { now: Date; columns: number | undefined; colors: Colors }

/** `answers` are there when the agent was asked for several. */
export async function runPage(run: RunView, answers: CandidateReport | undefined, form: PageForm): Promise<string> {
  const { colors } = form;
  const parts = [
    fields(about(run, form), colors),
    run.failure ? failureLines(run.failure).map((line, index) => (index === 0 ? colors.red(line) : line)).join('\n') : '',
    await stages(run, form),
    answers ? await answersTable(answers, form) : '',
    await artifacts(run, form),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function about(run: RunView, { now, colors }: PageForm): [string, string | null][] {
  const { status, credentialAudit: audit } = run;
  return [
    ['run', run.id],
    ['status', `${statusPaint(status, colors)(status)}${run.dryRun ? ' (dry run)' : ''}`],
    ['repository', run.repository],
    ['feature', run.featureKey],
    ['phase', run.specPhase && run.specPhase.title],
    ['base', atCommit(run.baseBranch, run.baseSha)],
    ['branch', atCommit(run.branchName, run.headSha)],
    ['pull request', run.prUrl],
    ['agent', `${run.agent}${run.agentVersion ? ` ${run.agentVersion}` : ''}`],
    ['agent\'s task', run.codexTaskUrl],
    ['prompt', promptWords(run.tasks ?? [])],
    ['tokens', usageWords(run.tasks ?? [])],
    ['credentials', audit && `Codex ${audit.codexStatus}, GitHub ${audit.githubStatus}`],
    ['created', `${moment(run.createdAt)} by ${run.createdBy}`],
    ['lasts', durationBetween(run.createdAt, run.finishedAt, now)],
    ['reference', run.externalRef],
    ['notes', run.notes],
    ['restart of', run.restartOf],
    ['restarted as', run.restartedAs],
    ['trace', run.traceId],
  ];
}

const atCommit = (branch: string | null, sha: string | null | undefined): string | null => (branch && sha ? `${branch} at ${sha.slice(0, 12)}` : branch);

async function stages({ tasks = [] }: RunView, { now, columns, colors }: PageForm): Promise<string> {
  if (tasks.length === 0) return '';
  const rows = tasks.map(({ taskName, status, attempt, startedAt, finishedAt, payload: { message = '', code } }) => {
    const paint = statusPaint(status, colors);
    const lasts = startedAt === null || status === 'skipped' ? '' : durationBetween(startedAt, finishedAt, now);
    return [{ text: statusSign(status), paint }, taskName, String(attempt), { text: status, paint }, lasts, code ? `${code}: ${message}` : message];
  });
  return table(rows, { head: ['', 'STAGE', 'ATTEMPT', 'STATUS', 'LASTS', 'MESSAGE'], paintHead: colors.bold, flexible: [5], columns });
}

async function artifacts({ artifacts: kept = [] }: RunView, { columns, colors }: PageForm): Promise<string> {
  if (kept.length === 0) return '';
  const rows = kept.map((artifact) => [artifact.artifactType, artifact.stage, String(artifact.attempt), size(artifact.sizeBytes), keptText(artifact), artifact.id]);
  return table(rows, { head: ['ARTIFACT', 'STAGE', 'ATTEMPT', 'SIZE', 'KEPT', 'ID'], paintHead: colors.bold, flexible: [5], columns });
}
