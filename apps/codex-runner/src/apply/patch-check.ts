// Applies a patch to a tree without a working tree, and judges what it would really change.
import { jsonForm } from '#artifacts';
import type { DiscoverOutput, TaskFinding } from '#contracts';
import { StageFailure, comparePhase, inspectPatch, judgeChanges, parseTasks, patchFailure, type FailureInput, type PatchFinding } from '#domain';
import { applyPatch, patchBetween, readFile, type ConflictReport, type Mirror, type TreeChange } from '#git';
import type { StageContext } from '#stage-runtime';

export interface CheckedChange { tree: string; changes: readonly TreeChange[]; canonical: Buffer }
export interface CheckedPatch extends CheckedChange { ticked: string[]; findings: TaskFinding[] }

/** What the patch is for. `askedBy` is the stage at which a retry asks the agent anew. */
export interface PatchOrder { patch: string | Uint8Array; base: { branch: string; sha: string }; askedBy: string }

const largestTasksFile = 20 * 1024 * 1024;

/** Before git sees it. @throws StageFailure `patch.too_large`, `patch.rejected` */
export function requireAcceptable(patch: string | Uint8Array, askedBy: string): void {
  // What is no UTF-8 is replaced here alone: git reads the bytes.
  refuse(inspectPatch(typeof patch === 'string' ? patch : Buffer.from(patch).toString()), askedBy);
}

/** What does not fit the base, with the report that says where. */
export class PatchConflict extends StageFailure {
  constructor(failure: FailureInput, readonly report: ConflictReport) {
    super(failure);
  }
}

/** Of a phase. @throws StageFailure as `checkChange`, `patch.empty` */
export async function checkPatch(mirror: Mirror, patch: string | Uint8Array, discover: DiscoverOutput, stage: StageContext): Promise<CheckedPatch> {
  return reported(stage, () => examinePatch(mirror, patch, discover, stage.signal));
}

/** @throws StageFailure `patch.conflict` (with a conflict report), `patch.rejected` */
export async function checkChange(mirror: Mirror, order: PatchOrder, stage: StageContext): Promise<CheckedChange> {
  return reported(stage, () => examineChange(mirror, order, stage.signal));
}

/** As `checkPatch`, but keeps nothing. @throws PatchConflict, StageFailure */
export async function examinePatch(mirror: Mirror, patch: string | Uint8Array, discover: DiscoverOutput, signal: AbortSignal): Promise<CheckedPatch> {
  const checked = await examineChange(mirror, { patch, base: { branch: discover.baseBranch, sha: discover.baseSha }, askedBy: 'submit' }, signal);
  if (checked.changes.length === 0) {
    throw new StageFailure({ code: 'patch.empty', resume: 'discover', message: 'The patch changes nothing: the base branch already holds it.', remediation: 'Start again with the mode restart_from_discovery; the phase may be done already.' });
  }
  return { ...checked, ...await compareTasks(mirror, checked.tree, discover, signal) };
}

/** Runs a check, and keeps the report of a conflict with the run, so that the failure names it. */
export async function reported<T>(stage: StageContext, check: () => Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof PatchConflict)) throw error;
    const report = await stage.keep('conflict_report', JSON.stringify(error.report, null, 2), jsonForm);
    throw new StageFailure({ ...error.failure, artifacts: [report.id] }, { cause: error });
  }
}

async function examineChange(mirror: Mirror, { patch, base, askedBy }: PatchOrder, signal: AbortSignal): Promise<CheckedChange> {
  const outcome = await applyPatch(mirror, { base: base.sha, patch, signal });
  if (outcome.outcome === 'refused') {
    throw new StageFailure({ code: 'patch.rejected', resume: askedBy, message: `git does not accept the patch: ${outcome.message}`, remediation: 'Look at the patch artifact and at what the agent said. Retry the run to ask the agent anew.' });
  }
  if (outcome.outcome === 'conflict') {
    const files = outcome.report.files.map((file) => file.path);
    throw new PatchConflict({
      code: 'patch.conflict', resume: askedBy, details: { files: files.slice(0, 50) },
      message: `The patch does not fit on ${base.branch} at ${base.sha.slice(0, 12)}: ${files.slice(0, 5).join(', ')}${files.length > 5 ? ` and ${files.length - 5} more` : ''}.`,
      remediation: 'Read the conflict report. If the base branch has moved, start again with the mode restart_from_discovery; otherwise retry the run to ask the agent anew.',
    }, outcome.report);
  }
  refuse(judgeChanges(outcome.changes), askedBy);
  return { tree: outcome.tree, changes: outcome.changes, canonical: await patchBetween(mirror, base.sha, outcome.tree, signal) };
}

async function compareTasks(mirror: Mirror, tree: string, { tasksFile, baseSha, phase }: DiscoverOutput, signal: AbortSignal): Promise<{ ticked: string[]; findings: TaskFinding[] }> {
  const options = { maxBytes: largestTasksFile, signal };
  const [before, after] = await Promise.all([readFile(mirror, baseSha, tasksFile, options), readFile(mirror, tree, tasksFile, options)]);
  if (!before || !after || !phase) return { ticked: [], findings: [{ code: 'tasks.file_removed', line: null, message: `The patch leaves no readable ${tasksFile}.` }] };
  const { ticked, findings } = comparePhase(parseTasks(before), parseTasks(after), phase);
  return { ticked: ticked.map((task) => task.id ?? task.text.slice(0, 80)), findings };
}

function refuse(found: readonly PatchFinding[], askedBy: string): void {
  const failure = patchFailure(found);
  if (failure) throw new StageFailure({ ...failure, resume: askedBy });
}
