// What must hold after every fault, and what an examination is given to find out.
import type { StoredFact } from '#contracts';
import type { AcceptedRun } from '../load';
import type { Scene } from '../scene';
import type { EffectsOfRun } from '../world';

/** A run with its facts as the stream keeps them and what it has made beyond. */
export interface ExaminedRun extends AcceptedRun { facts: StoredFact[]; effects: EffectsOfRun }
export interface Evidence { scene: Scene; runs: readonly ExaminedRun[]; wrongAnswers: readonly string[] }

/** Says what is broken; nothing when it holds. */
export type Invariant = (evidence: Evidence) => string[] | Promise<string[]>;
