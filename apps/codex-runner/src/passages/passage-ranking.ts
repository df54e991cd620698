// How near passages are to what is looked for: by their words, or by what a model makes of them.
import type { Nearness, Passage } from '#domain';

/** The ranking cannot be had now; another one can. `message` completes "since …". */
export class RankingUnavailable extends Error {
  constructor(message: string, readonly remediation: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'RankingUnavailable';
  }
}

export abstract class PassageRanking {
  abstract readonly name: string;

  /**
   * A row for each question with a number for each passage: the greater the nearer, 0 for not at all, and comparable within the row only.
   * The same passages and questions give the same rows. Ends soon after `signal` with its reason. @throws RankingUnavailable
   */
  abstract near(passages: readonly Passage[], questions: readonly string[], signal: AbortSignal): Promise<Nearness>;
}
