// Whether a step has written what it is for, read from the tree that would be published.
import type { TaskFinding } from '#contracts';
import { StageFailure, nextPhase, parseTasks, type WritingStep } from '#domain';
import { readFile, type Mirror, type TreeChange } from '#git';
import type { StageContext } from '#stage-runtime';

export interface WrittenTree { step: WritingStep; tree: string; changes: readonly TreeChange[]; featureDirectory: string }

const documents: Record<WritingStep, string> = { specify: 'spec.md', plan: 'plan.md', tasks: 'tasks.md' };
const largestDocument = 20 * 1024 * 1024;
const mostFindings = 200;
/** Spec Kit keeps there which feature is at work. */
const bookkeeping = '.specify/feature.json';

/** @returns what a reviewer should know @throws StageFailure `agent.incomplete`, `agent.tasks_malformed` */
export async function requireWritten(mirror: Mirror, { step, tree, changes, featureDirectory }: WrittenTree, stage: StageContext): Promise<TaskFinding[]> {
  const path = `${featureDirectory}/${documents[step]}`;
  const bytes = await readFile(mirror, tree, path, { maxBytes: largestDocument, signal: stage.signal });
  if (!bytes || Buffer.from(bytes).toString('utf8').trim() === '') throw incomplete(step, path);
  if (step === 'tasks') requireTasks(bytes, path);
  return changes.filter((change) => !change.path.startsWith(`${featureDirectory}/`) && change.path !== bookkeeping).slice(0, mostFindings)
    .map((change) => ({ code: 'specify.outside_feature', line: null, message: `${change.path} lies outside ${featureDirectory}.` }));
}

/** What cannot be run later is no task list. */
function requireTasks(bytes: Uint8Array, path: string): void {
  const next = nextPhase(parseTasks(bytes));
  if (next.outcome === 'ok') return;
  const fault = next.outcome === 'error' ? next.diagnostics[0] : undefined;
  throw new StageFailure({
    code: 'agent.tasks_malformed', resume: 'tasks', message: `${path}${fault ? `, line ${fault.line}: ${fault.message}` : ' holds no open task.'}`,
    remediation: 'Read the patch and the log of the agent, then retry the run: it asks for the task list anew.',
  });
}

function incomplete(step: WritingStep, path: string): StageFailure {
  return new StageFailure({
    code: 'agent.incomplete', resume: step, message: `The agent ended the step ${step} without ${path}.`,
    remediation: 'Read the log of the agent: it may have written to another place or stopped early. Then retry the run to ask it anew.',
  });
}
