// The state of every phase of a feature: what its tasks.md says on the base branch, and what the latest run made of it.
import type { BoardPhase, BoardState, Feature, FeaturePhase, Run } from '#contracts';

/** The latest run of a phase. `waiting`: it failed, and a person has to act. */
export type PhaseRun = Pick<Run, 'id' | 'status' | 'specPhase' | 'dryRun' | 'prUrl' | 'prNumber' | 'createdAt' | 'updatedAt'> & { waiting: boolean };

/** Stands for the phase of a run that has not been told yet which one it is. */
export const unknownPhase = '_';

/**
 * Pure. Phases in the order of the file, then those that only runs know.
 * @param feature undefined when the repository could not be read
 */
export function boardPhases(feature: Pick<Feature, 'phases' | 'current'> | undefined, runs: readonly PhaseRun[]): BoardPhase[] {
  const latest = latestBySlug(runs, feature?.current ?? unknownPhase);
  const listed = (feature?.phases ?? []).map((phase) => phaseOf(phase, latest.get(phase.slug)));
  const known = new Set(listed.map(({ slug }) => slug));
  const others = [...latest].filter(([slug, run]) => !known.has(slug) && isShownAlone(slug, run)).map(([slug, run]) => lonePhase(slug, run));
  return [...listed, ...others.sort((one, other) => one.ordinal - other.ordinal)];
}

/** A run without a phase speaks of the one that is next, and only while it is the newest to do so. */
function latestBySlug(runs: readonly PhaseRun[], next: string): Map<string, PhaseRun> {
  const latest = new Map<string, PhaseRun>();
  for (const run of [...runs].sort((one, other) => (one.createdAt < other.createdAt ? -1 : 1))) {
    if (run.specPhase || tells(run)) latest.set(run.specPhase?.slug ?? next, run);
  }
  return latest;
}

/** Whether a run that found no phase still says something: it looks for one, or failed to. */
const tells = ({ status }: PhaseRun): boolean => status !== 'no_work' && status !== 'cancelled';

/** What went wrong before a phase was named is shown as long as somebody has to act on it. */
const isShownAlone = (slug: string, run: PhaseRun): boolean => slug !== unknownPhase || stateOf(run) === 'running' || run.waiting;

function phaseOf({ slug, ordinal, title, done, total }: FeaturePhase, run: PhaseRun | undefined): BoardPhase {
  const byRun = run ? stateOf(run) : 'open';
  const isDone = total > 0 && done === total && byRun !== 'running';
  return { slug, ordinal, title, state: isDone ? 'done' : byRun, ...linksOf(run), done, total };
}

function lonePhase(slug: string, run: PhaseRun): BoardPhase {
  return { slug, ordinal: run.specPhase?.ordinal ?? 0, title: run.specPhase?.title ?? 'Not known yet', state: stateOf(run), ...linksOf(run), done: null, total: null };
}

function linksOf(run: PhaseRun | undefined): Pick<BoardPhase, 'runId' | 'prUrl' | 'prNumber' | 'updatedAt'> {
  return { runId: run?.id ?? null, prUrl: run?.prUrl ?? null, prNumber: run?.prNumber ?? null, updatedAt: run?.updatedAt ?? null };
}

function stateOf({ status, waiting, prUrl }: PhaseRun): BoardState {
  switch (status) {
    case 'pending': case 'running': case 'retrying': return 'running';
    case 'failed': return waiting ? 'waiting' : 'failed';
    case 'succeeded': return prUrl ? 'pull_request_open' : 'open';
    case 'no_work': case 'no_changes': case 'cancelled': return 'open';
  }
}
