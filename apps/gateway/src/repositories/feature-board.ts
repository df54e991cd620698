// The board: every feature of every known repository, with the state of each phase. A repository that cannot be read is named and keeps nobody waiting.
import type { Board, BoardFeature, Feature, RepositoryFeatures, Run } from '#contracts';
import { boardPhases, visiblePatterns, type Grant } from '#domain';
import type { LatestRun, ReadModel } from '#read-model';
import type { Brakes, FoundBrake } from '../brakes/brakes';
import type { RunReader } from '../board/run-reader';
import { isWaiting, laneEndsOf } from '../board/run-match';
import type { FeatureCache, FeatureFinding } from './feature-cache';
import { seenWith } from '../session/seen-by';
import type { KnownRepositories } from './known-repositories';

export interface FeatureBoardParts { reader: Pick<RunReader, 'beside'>; rows: Pick<ReadModel, 'features'>; repositories: Pick<KnownRepositories, 'all'>; features: Pick<FeatureCache, 'find'>; brakes: Pick<Brakes, 'all'> }

/** Repositories that are read, those with the newest runs; the others are shown by their runs. */
const mostRepositories = 100;
const mostFeatures = 1000;

export class FeatureBoard {
  constructor(private readonly parts: FeatureBoardParts) {}

  /** What may be seen with the grants. @throws ApiProblem 503, ReadModelUnavailable */
  async show(grants: readonly Grant[]): Promise<Board> {
    const sees = seenWith(grants);
    const visible = visiblePatterns(grants);
    const { reader, rows, repositories, features, brakes } = this.parts;
    const [known, { found: held }, { answer, current }] = await Promise.all([repositories.all(sees), brakes.all(), reader.beside((elsewhere) => rows.features.latestOfPhases(elsewhere, { visible }))]);
    const found = await Promise.all(known.slice(0, mostRepositories).map(async ({ repository }) => ({ repository, finding: await features.find(repository) })));
    const ends = laneEndsOf(current);
    const runs: LatestRun[] = [...answer, ...current.map((run) => ({ ...run, waiting: isWaiting(run, ends) }))].filter(({ repository }) => sees(repository));
    const items = boardOf(found.flatMap(({ finding }) => ('features' in finding ? [finding.features] : [])), runs, held.filter(({ brake }) => sees(brake.repository)));
    return { items: items.slice(0, mostFeatures), unreachable: found.flatMap(unreachable), truncated: items.length > mostFeatures || known.length > mostRepositories };
  }
}

function unreachable({ repository, finding }: { repository: string; finding: FeatureFinding }): Board['unreachable'] {
  if (!('problem' in finding)) return [];
  const { code, detail, remediation } = finding.problem.parts;
  return [{ repository, code, detail, remediation }];
}

interface Row { repository: string; featureKey: string; feature: Feature | undefined; runs: LatestRun[] }

/** Pure. */
function boardOf(read: readonly RepositoryFeatures[], runs: readonly LatestRun[], held: readonly FoundBrake[]): BoardFeature[] {
  const rows = new Map<string, Row>();
  const rowOf = ({ repository, featureKey }: Pick<Run, 'repository' | 'featureKey'>, feature?: Feature): Row => {
    const key = `${repository.toLowerCase()} ${featureKey}`;
    const row = rows.get(key) ?? { repository, featureKey, feature, runs: [] };
    rows.set(key, row);
    return row;
  };
  for (const { repository, features } of read) for (const feature of features) rowOf({ repository, featureKey: feature.featureKey }, feature);
  for (const run of runs) rowOf(run).runs.push(run);
  // What nothing else tells of, such as a specification that waits for its merge, is shown by its brake.
  for (const { brake: { repository }, shownAs } of held) if (shownAs !== null) rowOf({ repository, featureKey: shownAs });
  return [...rows.values()]
    .sort((one, other) => one.repository.localeCompare(other.repository) || one.featureKey.localeCompare(other.featureKey))
    .map(({ repository, featureKey, feature, runs: latest }) => ({ repository, featureKey, phases: boardPhases(feature, latest), brakes: brakesOf({ repository, featureKey }, held) }))
    .filter(({ phases, brakes }) => phases.length > 0 || brakes.some(({ featureKey }) => featureKey !== null));
}

/** The feature's own, and those of its repository. */
function brakesOf({ repository, featureKey }: Pick<Run, 'repository' | 'featureKey'>, held: readonly FoundBrake[]): BoardFeature['brakes'] {
  return held.filter(({ brake, shownAs }) => brake.repository.toLowerCase() === repository.toLowerCase() && (shownAs ?? featureKey) === featureKey).map(({ brake }) => brake);
}
