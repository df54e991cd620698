// What discovery said of each repository's features, for a minute: the board asks for all of them at once, and GitHub counts every look.
import type { RepositoryFeatures } from '#contracts';
import { RecentMap } from '#platform';
import { ApiProblem } from '../problems/api-problem';
import { serviceSilent } from '../problems/failure-problem';
import type { RepositoryFeatureReader } from './repository-feature-reader';

/** What is known of a repository now: its features, or why there are none. */
export type FeatureFinding = { features: RepositoryFeatures } | { problem: ApiProblem };

interface Entry { finding: Promise<FeatureFinding>; readAt: number }

export interface FeatureCacheTimes { keepMilliseconds: number; keepProblemMilliseconds: number; patienceMilliseconds: number; readAtOnce: number }
const usualTimes: FeatureCacheTimes = { keepMilliseconds: 60_000, keepProblemMilliseconds: 15_000, patienceMilliseconds: 5000, readAtOnce: 6 };

const mostRepositories = 1000;

export class FeatureCache {
  private readonly entries = new RecentMap<string, Entry>(mostRepositories);
  private readonly queue: (() => void)[] = [];
  private reading = 0;

  constructor(private readonly reader: Pick<RepositoryFeatureReader, 'read'>, private readonly times = usualTimes, private readonly now: () => number = () => performance.now()) {}

  /** Never throws. What takes longer than the patience is read on in the background and is there when asked again. */
  async find(repository: string): Promise<FeatureFinding> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<FeatureFinding>((resolve) => { timer = setTimeout(() => resolve({ problem: stillReading(repository) }), this.times.patienceMilliseconds); });
    try {
      return await Promise.race([this.current(repository), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  private current(repository: string): Promise<FeatureFinding> {
    const key = repository.toLowerCase();
    const known = this.entries.get(key);
    if (known && this.now() < known.readAt) return known.finding;
    const entry: Entry = { readAt: Infinity, finding: this.read(repository) };
    this.entries.set(key, entry);
    void entry.finding.then((finding) => { entry.readAt = this.now() + ('problem' in finding ? this.times.keepProblemMilliseconds : this.times.keepMilliseconds); });
    return entry.finding;
  }

  private async read(repository: string): Promise<FeatureFinding> {
    if (this.reading >= this.times.readAtOnce) await new Promise<void>((resolve) => { this.queue.push(resolve); });
    this.reading += 1;
    try {
      return { features: await this.reader.read(repository, undefined) };
    } catch (error) {
      return { problem: error instanceof ApiProblem ? error : serviceSilent('discovery', error) };
    } finally {
      this.reading -= 1;
      this.queue.shift()?.();
    }
  }
}

function stillReading(repository: string): ApiProblem {
  return new ApiProblem({ status: 503, code: 'features.reading', detail: `The features of ${repository} are still being read.`, remediation: 'Ask again in a few seconds.', retryAfterSeconds: 5 });
}
