// All that must hold after a round, by name; `lost` and `duplicated` of the table are those that are broken for a run.
import { answeredRightly } from './answered-rightly';
import { effectsOnce } from './effects-once';
import type { Invariant } from './invariant';
import { lanesFree } from './lanes-free';
import { noSecret } from './no-secret';
import { oneEnd } from './one-end';
import { rowsEqualFacts } from './rows-equal-facts';
import { stagesOnce } from './stages-once';

export const invariants = { answeredRightly, oneEnd, effectsOnce, stagesOnce, lanesFree, rowsEqualFacts, noSecret } as const satisfies Record<string, Invariant>;
export type InvariantName = keyof typeof invariants;
