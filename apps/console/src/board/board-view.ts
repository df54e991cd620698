// The board as it is drawn.
import type { Board, BoardFeature, BoardState, HeldBrake } from '#contracts';
import type { Tone } from '../status/tone';

export const stateTones: Record<BoardState, Tone> = { done: 'good', running: 'busy', pull_request_open: 'busy', failed: 'bad', waiting: 'care', open: 'still' };
export const stateLabels: Record<BoardState, string> = {
  done: 'Done', running: 'Running', pull_request_open: 'Pull request open', failed: 'Failed', waiting: 'Waiting for a person', open: 'Open',
};

/** `brakes` hold the whole repository; those of `features` hold one of them. */
export interface RepositoryFeatures { repository: string; brakes: HeldBrake[]; features: BoardFeature[] }

/** By name; what waits for a person first within a repository. */
export function byRepository(items: readonly BoardFeature[]): RepositoryFeatures[] {
  const groups = new Map<string, BoardFeature[]>();
  for (const item of items) groups.set(item.repository, [...groups.get(item.repository) ?? [], item]);
  return [...groups].map(([repository, features]) => ({ repository, brakes: ofRepository(features), features: features.map(withOwnBrakes).sort(byNeed) }))
    .sort((one, other) => one.repository.localeCompare(other.repository));
}

/** Every feature of a repository names what holds all of them: each is told once. */
function ofRepository(features: readonly BoardFeature[]): HeldBrake[] {
  const held = features.flatMap(({ brakes }) => brakes.filter(({ featureKey }) => featureKey === null));
  return [...new Map(held.map((brake) => [brake.code, brake])).values()];
}

const withOwnBrakes = (feature: BoardFeature): BoardFeature => ({ ...feature, brakes: feature.brakes.filter(({ featureKey }) => featureKey !== null) });

function byNeed(one: BoardFeature, other: BoardFeature): number {
  return Number(needsSomebody(other)) - Number(needsSomebody(one)) || one.featureKey.localeCompare(other.featureKey);
}

const needsSomebody = ({ phases }: BoardFeature): boolean => phases.some(({ state }) => state === 'waiting');

type Unreachable = Board['unreachable'][number];

/** What many repositories have in common is told once. */
export function unreachableTogether(all: readonly Unreachable[]): (Omit<Unreachable, 'repository'> & { repositories: string[] })[] {
  const groups = new Map<string, Omit<Unreachable, 'repository'> & { repositories: string[] }>();
  for (const { repository, ...why } of all) {
    const key = `${why.code} ${why.detail}`;
    const group = groups.get(key) ?? { ...why, repositories: [] };
    group.repositories.push(repository);
    groups.set(key, group);
  }
  return [...groups.values()];
}
