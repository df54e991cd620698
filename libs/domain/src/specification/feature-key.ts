// Which directory below specs/ a new specification gets, decided from what is there.
import { StageFailure } from '../run/stage-failure';

export interface FeatureKeyQuestion {
  /** What the operator named: a whole key such as `004-cart`, or only its words. */
  wanted: string;
  /** Names of the directories below specs/ at the base commit. */
  directories: readonly string[];
  /** Keys whose specification waits on a branch of ours. */
  waiting: readonly string[];
}

const numbered = /^(\d{3,})-(.+)$/;

/**
 * `NNN-<words>`: the number that a waiting specification of the same words has, else the next free one. Pure.
 * @throws StageFailure `specify.feature_exists`
 */
export function featureKeyOf({ wanted, directories, waiting }: FeatureKeyQuestion): string {
  if (numbered.test(wanted)) {
    if (directories.includes(wanted)) throw exists(wanted);
    return wanted;
  }
  const same = waiting.find((key) => numbered.exec(key)?.[2] === wanted && !directories.includes(key));
  if (same) return same;
  const numbers = [...directories, ...waiting].map((name) => Number(numbered.exec(name)?.[1] ?? 0));
  return `${String(Math.max(0, ...numbers) + 1).padStart(3, '0')}-${wanted}`;
}

function exists(key: string): StageFailure {
  return new StageFailure({
    code: 'specify.feature_exists', message: `The base branch already has specs/${key}.`,
    remediation: 'Start a run without featureKey, or name one that is not there yet; to change an existing specification, edit its files.',
  });
}
