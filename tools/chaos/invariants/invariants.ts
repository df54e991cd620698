// All that must hold after a round, by name; `lost` and `duplicated` of the table are those that are broken for a run.
import { agentsOnce } from './agents-once';
import { answeredRightly } from './answered-rightly';
import { effectsOnce } from './effects-once';
import { engineEmpty } from './engine-empty';
import type { Invariant } from './invariant';
import { lanesFree } from './lanes-free';
import { noSecret } from './no-secret';
import { oneEnd } from './one-end';
import { rightEnds } from './right-ends';
import { rowsEqualFacts } from './rows-equal-facts';
import { stagesOnce } from './stages-once';

export const invariants = { answeredRightly, oneEnd, rightEnds, effectsOnce, stagesOnce, lanesFree, rowsEqualFacts, noSecret, agentsOnce, engineEmpty } as const satisfies Record<string, Invariant>;
export type InvariantName = keyof typeof invariants;
