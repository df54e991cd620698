// Which commits Specline has pushed in a lane: those that a publish fact names.
import type { Fact } from '#contracts';
import { RunLog } from '#bus';

export class OwnCommits {
  constructor(private readonly log: RunLog) {}

  async of(lane: string): Promise<ReadonlySet<string>> {
    const facts = await this.log.factsOfStage(lane, 'publish');
    return new Set(facts.flatMap(({ fact }) => namedIn(fact)));
  }
}

function namedIn(fact: Fact): string[] {
  const named = fact.failure?.details?.['commitSha'];
  return [fact.context.publish?.commitSha, typeof named === 'string' ? named : undefined].filter((one) => one !== undefined);
}
