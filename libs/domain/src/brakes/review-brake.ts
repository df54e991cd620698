// Whether a repository may have one more run, by how many of Specline's pull requests wait there for a review. Pure.
import type { BrakeLimits } from '#contracts';
import type { BrakeFinding, Releases } from './past-run';

export interface WaitingPullRequest { number: number; createdAt: string }

export interface ReviewQuestion {
  /** Those that Specline opened and nobody has merged or closed. */
  waiting: readonly WaitingPullRequest[];
  limits: Pick<BrakeLimits, 'unreviewed'>;
  releases: Releases;
}

export function reviewBrake({ waiting, limits: { unreviewed: limit }, releases }: ReviewQuestion): BrakeFinding | undefined {
  const released = releases['brake.unreviewed_pull_requests'] ?? '';
  const counted = waiting.filter(({ createdAt }) => createdAt > released).sort((one, other) => one.number - other.number);
  const last = counted.at(-1);
  if (!last || limit === 0 || counted.length < limit) return undefined;
  return {
    code: 'brake.unreviewed_pull_requests', count: counted.length, limit, since: last.createdAt, until: null,
    message: `${counted.length === 1 ? '1 pull request of Specline is' : `${counted.length} pull requests of Specline are`} open in this repository (${numbersOf(counted)}), of ${limit} that may wait for a review.`,
    remediation: 'Merge or close some of them: within a minute the brake goes by itself. Or release it: those that wait now do not count any more.',
  };
}

function numbersOf(pullRequests: readonly WaitingPullRequest[]): string {
  const shown = pullRequests.slice(0, 8).map(({ number }) => `#${number}`).join(', ');
  return pullRequests.length > 8 ? `${shown}, …` : shown;
}
