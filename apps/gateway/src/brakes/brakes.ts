// The brakes: whether a run may begin, and what holds the installation's features.
import type { BrakeLog } from '#bus';
import { brakeCodes, brakesPath, drainingCode, featureOfLane, laneOf, type BrakeLimits, type HeldBrake } from '#contracts';
import { featureBrakes, reviewBrake, type PastRun } from '#domain';
import type { LaneRun } from '#read-model';
import { ApiProblem } from '../problems/api-problem';
import type { BrakeHistory } from './brake-history';
import type { WaitingPullRequests } from './waiting-pull-requests';

export interface BrakesParts {
  said: Pick<BrakeLog, 'draining' | 'releasesOf'>;
  history: Pick<BrakeHistory, 'ofLane' | 'all'>;
  pullRequests: Pick<WaitingPullRequests, 'of' | 'repositories'>;
  limits: BrakeLimits;
}

/** `shownAs` is the feature's name in its newest run: a specification gets its number on the way. */
export interface FoundBrake { brake: HeldBrake; shownAs: string | null }
export interface BrakePicture { found: FoundBrake[]; unknown: { repository: string; code: string; detail: string }[] }

/** How long a picture of the whole installation is good (ms); one of very many runs longer, so that drawing takes a tenth of the time at most. */
const keptPicture = 3000;
const keptPerDrawing = 10;

export class Brakes {
  private picture: { until: number; made: Promise<BrakePicture> } | undefined;

  constructor(private readonly parts: BrakesParts) {}

  /** @throws ApiProblem 503 while the installation is drained */
  requireStarting(): void {
    const { draining } = this.parts.said;
    if (!draining) return;
    throw new ApiProblem({
      status: 503, code: drainingCode, retryAfterSeconds: 60, detail: `Specline is drained: nothing is started. ${draining.by} said why at ${draining.at}: ${draining.reason}`,
      remediation: 'Ask again later: the request was not kept. An administrator ends it with `specline drain off`, or on the console\'s page Health.',
    });
  }

  /** Of a feature that had runs before. What cannot be judged now holds nobody. @throws ApiProblem 409 with the brake's code */
  async requireFeature(repository: string, featureKey: string): Promise<void> {
    refuse(await this.ofFeature(repository, featureKey));
  }

  /** @throws ApiProblem 409 */
  async requireReviewed(repository: string): Promise<void> {
    refuse(await this.ofRepository(repository));
  }

  /** Everything that keeps a run of the feature from beginning, the installation's drain aside. */
  async holding(repository: string, featureKey: string): Promise<HeldBrake[]> {
    return (await Promise.all([this.ofFeature(repository, featureKey), this.ofRepository(repository)])).flat();
  }

  /** Of the whole installation, as of a moment ago. @throws ApiProblem 503, ReadModelUnavailable */
  all(): Promise<BrakePicture> {
    if (this.picture && Date.now() < this.picture.until) return this.picture.made;
    const begun = Date.now();
    const made = this.draw();
    // Not before it is there, so that a slow one is never drawn twice at the same time.
    const picture = { until: Infinity, made };
    this.picture = picture;
    made.then(() => { picture.until = Date.now() + Math.max(keptPicture, keptPerDrawing * (Date.now() - begun)); }, () => { this.forget(); });
    return made;
  }

  get isDraining(): boolean { return this.parts.said.draining !== undefined; }

  /** By code, zeros too. @throws ApiProblem 503, ReadModelUnavailable */
  async counts(): Promise<{ value: number; labels: { code: string } }[]> {
    const { found } = await this.all();
    return brakeCodes.map((code) => ({ value: found.filter(({ brake }) => brake.code === code).length, labels: { code } }));
  }

  /** Something was released: the next picture is a new one. */
  forget(): void {
    this.picture = undefined;
  }

  private async ofFeature(repository: string, featureKey: string): Promise<HeldBrake[]> {
    const { limits, history } = this.parts;
    if (limits.noProgress + limits.allowance + limits.failures === 0) return [];
    const runs = await history.ofLane(laneOf(repository, featureKey));
    return runs ? this.judge({ repository, featureKey }, runs) : [];
  }

  private async ofRepository(repository: string): Promise<HeldBrake[]> {
    const { limits, pullRequests } = this.parts;
    if (limits.unreviewed === 0) return [];
    const found = await pullRequests.of(repository, limits.unreviewed);
    if (!('waiting' in found)) return [];
    const whose = { repository, featureKey: null };
    const finding = reviewBrake({ waiting: found.waiting, limits, releases: this.parts.said.releasesOf(whose) });
    return finding ? [{ ...finding, ...whose }] : [];
  }

  private judge(whose: { repository: string; featureKey: string }, runs: readonly PastRun[]): HeldBrake[] {
    const { limits, said } = this.parts;
    return featureBrakes({ runs, limits, releases: said.releasesOf(whose), now: new Date() }).map((finding) => ({ ...finding, ...whose }));
  }

  private async draw(): Promise<BrakePicture> {
    const { limits, history, pullRequests } = this.parts;
    const features = limits.noProgress + limits.allowance + limits.failures === 0 ? [] : await history.all();
    const lanes = byLane(features);
    const found = [...lanes].flatMap(([lane, runs]): FoundBrake[] => {
      const [newest] = runs.toSorted((one, other) => (one.createdAt < other.createdAt ? 1 : -1));
      if (!newest) return [];
      return this.judge({ repository: newest.repository, featureKey: featureOfLane(lane) }, runs).map((brake) => ({ brake, shownAs: newest.featureKey }));
    });
    const spelled = new Map(features.map(({ repository }) => [repository.toLowerCase(), repository]));
    const repositories = limits.unreviewed === 0 ? [] : await pullRequests.repositories(limits.unreviewed);
    const reviewed = await Promise.all(repositories.map(async (key) => {
      const repository = spelled.get(key) ?? key;
      return { repository, brakes: await this.ofRepository(repository), looked: await pullRequests.of(repository, limits.unreviewed) };
    }));
    return {
      found: [...found, ...reviewed.flatMap(({ brakes }) => brakes.map((brake) => ({ brake, shownAs: null })))],
      unknown: reviewed.flatMap(({ repository, looked }) => ('unknown' in looked ? [{ repository, ...looked.unknown }] : [])),
    };
  }
}

function byLane(runs: readonly LaneRun[]): Map<string, LaneRun[]> {
  const lanes = new Map<string, LaneRun[]>();
  for (const run of runs) lanes.set(run.lane, [...lanes.get(run.lane) ?? [], run]);
  return lanes;
}

/** @throws ApiProblem 409 with the code of the first, and the others named */
function refuse([first, ...others]: readonly HeldBrake[]): void {
  if (!first) return;
  const more = others.length > 0 ? ` ${others.map(({ code }) => code).join(' and ')} ${others.length > 1 ? 'hold' : 'holds'} as well.` : '';
  throw new ApiProblem({
    status: 409, code: first.code, detail: `${first.message}${more}`,
    remediation: `${first.remediation} It is released on the console's Board, with \`specline brakes release\`, or by POST /${brakesPath}/release.`,
  });
}
