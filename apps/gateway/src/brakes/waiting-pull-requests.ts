// How many of Specline's pull requests wait in a repository: GitHub knows, and is asked only where runs have opened enough of them.
import type { Questions } from '#bus';
import { pullRequestsAnswer, pullRequestsSubject } from '#contracts';
import type { WaitingPullRequest } from '#domain';
import { RecentMap } from '#platform';
import type { ReadModel } from '#read-model';

export interface WaitingPullRequestsParts { questions: Pick<Questions, 'ask'>; rows: { brakes: Pick<ReadModel['brakes'], 'pullRequests'> }; now?: () => number }

export type Waiting = { waiting: WaitingPullRequest[] } | { unknown: { code: string; detail: string } };

interface Kept<T> { until: number; value: Promise<T> }

/** A request may be kept waiting for so long; what GitHub said is good for so long (ms). */
const patience = 3000;
const keptListing = 60_000;
const keptProblem = 15_000;
const keptCount = 10_000;
/** Their names come with requests. */
const mostRepositories = 1000;
const silent: Waiting = { unknown: { code: 'service.no_answer', detail: 'no replica of the publisher answers' } };
const nobodyKnows: Waiting = { unknown: { code: 'read_model.unavailable', detail: 'the database cannot be reached' } };

export class WaitingPullRequests {
  private readonly listings = new RecentMap<string, Kept<Waiting>>(mostRepositories);
  private readonly opened = new RecentMap<string, Kept<number>>(mostRepositories);

  constructor(private readonly parts: WaitingPullRequestsParts) {}

  /** Never throws. Empty without asking GitHub where runs have opened fewer than `least`. */
  async of(repository: string, least: number): Promise<Waiting> {
    const key = repository.toLowerCase();
    const opened = await kept(this.opened, key, this.now(), { keep: () => keptCount, make: async () => (await this.parts.rows.brakes.pullRequests(key)).length }).catch(() => undefined);
    if (opened === undefined) return nobodyKnows;
    return opened < least ? { waiting: [] } : kept(this.listings, key, this.now(), { keep: (found) => ('unknown' in found ? keptProblem : keptListing), make: () => this.list(repository) });
  }

  /** The repositories in which runs have opened so many at least, in lower case. @throws ReadModelUnavailable */
  async repositories(least: number): Promise<string[]> {
    const numbers = new Map<string, number>();
    for (const { repository } of await this.parts.rows.brakes.pullRequests()) numbers.set(repository, (numbers.get(repository) ?? 0) + 1);
    return [...numbers].filter(([, opened]) => opened >= least).map(([repository]) => repository);
  }

  private async list(repository: string): Promise<Waiting> {
    const answer = await this.parts.questions.ask(pullRequestsSubject, { repository }, pullRequestsAnswer, patience).catch(() => undefined);
    if (!answer) return silent;
    return 'failure' in answer ? { unknown: { code: answer.failure.code, detail: answer.failure.message } } : { waiting: answer.open };
  }

  private now(): number { return (this.parts.now ?? Date.now)(); }
}

interface Making<T> { keep: (value: T) => number; make: () => Promise<T> }

/** What is being made is made once; what could not be made is not kept. */
function kept<T>(all: Map<string, Kept<T>>, key: string, now: number, { keep, make }: Making<T>): Promise<T> {
  const known = all.get(key);
  if (known && now < known.until) return known.value;
  const entry: Kept<T> = { until: Infinity, value: make() };
  all.set(key, entry);
  entry.value.then((value) => { entry.until = now + keep(value); }, () => { all.delete(key); });
  return entry.value;
}
