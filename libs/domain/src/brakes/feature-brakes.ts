// Whether a feature may be run once more: judged by what came of its runs before. Pure.
import { endedAfter, type BrakeFinding, type BrakeQuestion, type EndedRun, type PastRun } from './past-run';

/** The brakes that hold a feature, by its own runs; empty when it may be run. A limit of 0 is none. */
export function featureBrakes(question: BrakeQuestion): BrakeFinding[] {
  return [repeatedFailures(question), noProgress(question), allowanceUsed(question)].filter((finding) => finding !== undefined);
}

function repeatedFailures({ runs, limits: { failures: limit }, releases }: BrakeQuestion): BrakeFinding | undefined {
  const failed = streak(endedAfter(runs, releases['brake.repeated_failures']), ({ status }) => status === 'failed');
  const [last] = failed;
  if (!last || limit === 0 || failed.length < limit) return undefined;
  const causes = [...new Set(failed.map(({ failureCode }) => failureCode ?? 'unknown'))];
  return {
    code: 'brake.repeated_failures', count: failed.length, limit, since: last.finishedAt, until: null,
    message: `The last ${failed.length} runs of this feature failed (${causes.slice(0, 3).join(', ')}); it is paused after ${limit}.`,
    remediation: 'Look at the last run and mend what made it fail, then release the brake. A retry of that run needs no release.',
  };
}

/** What found the same tasks, or published the same commit, as the run after it brought nothing. Runs that came to neither say nothing. */
function noProgress({ runs, limits: { noProgress: limit }, releases }: BrakeQuestion): BrakeFinding | undefined {
  const ended = endedAfter(runs, releases['brake.no_progress']).filter(({ status }) => status !== 'no_work');
  const sameTasks = equals(ended, ({ tasksDigest }) => tasksDigest);
  const sameHead = equals(ended, ({ headSha }) => headSha);
  const same = sameTasks.length >= sameHead.length ? sameTasks : sameHead;
  const [last] = same;
  if (!last || limit === 0 || same.length < limit) return undefined;
  const found = same === sameTasks ? `found the same tasks.md (${short(last.tasksDigest)})` : `published the same commit (${short(last.headSha)})`;
  return {
    code: 'brake.no_progress', count: same.length, limit, since: last.finishedAt, until: null,
    message: `${same.length} runs in a row ${found}: the feature does not go on, and is parked after ${limit}.${causeOf(last)}`,
    remediation: last.prUrl ? 'Review and merge the pull request, or close it; then release the brake.' : 'See in the last run why its work did not arrive in tasks.md on the base branch; then release the brake.',
  };
}

/** A run without work cost no agent's task. A dry run did. */
function allowanceUsed({ runs, limits: { allowance: limit }, releases, now }: BrakeQuestion): BrakeFinding | undefined {
  const day = startOfDay(now);
  const from = [day.toISOString(), releases['brake.allowance_used'] ?? ''].sort().at(-1) ?? '';
  const today = runs.filter(({ createdAt, status }) => createdAt >= from && status !== 'no_work');
  const last = today.map(({ createdAt }) => createdAt).sort().at(-1);
  if (last === undefined || limit === 0 || today.length < limit) return undefined;
  const midnight = new Date(day.getTime() + 24 * 60 * 60 * 1000).toISOString();
  return {
    code: 'brake.allowance_used', count: today.length, limit, since: last, until: midnight,
    message: `The feature has had ${today.length} ${today.length === 1 ? 'run' : 'runs'} today, of ${limit} that it may have in a day (UTC).`,
    remediation: `Wait until ${midnight}, or release the brake: the feature may then have ${limit} more today.`,
  };
}

/** The runs from the newest on of which something holds, up to the first of which it does not. */
function streak(runs: readonly EndedRun[], holds: (run: EndedRun) => boolean): readonly EndedRun[] {
  const end = runs.findIndex((run) => !holds(run));
  return end === -1 ? runs : runs.slice(0, end);
}

function equals(runs: readonly EndedRun[], valueOf: (run: PastRun) => string | null): readonly EndedRun[] {
  const telling = runs.filter((run) => valueOf(run) !== null);
  return streak(telling, (run) => valueOf(run) === valueOf(telling[0] as EndedRun));
}

function causeOf({ status, failureCode, prUrl }: EndedRun): string {
  if (status === 'failed') return ` The last one failed with ${failureCode ?? 'an unknown failure'}.`;
  return prUrl ? ` The last one's pull request is ${prUrl}.` : '';
}

const short = (digest: string | null): string => (digest ?? '').replace(/^sha256:/, '').slice(0, 12);

function startOfDay(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()));
}
