// Answers the gateway's question which feature a repository means when the operator named none.
import type { FeatureAnswer, FeatureQuestion } from '#contracts';
import { orFailure } from '#domain';
import { RepositoryReader, baseCommitOf } from '#github';
import { FeatureFinder } from './feature-finder';

export class FeatureAnswerer {
  constructor(private readonly reader: RepositoryReader, private readonly features: FeatureFinder) {}

  answer({ repository, baseBranch }: FeatureQuestion): Promise<FeatureAnswer> {
    return orFailure(async () => {
      const base = await baseCommitOf(this.reader, repository, baseBranch);
      const { featureKey } = await this.features.find({ repository, commit: base.sha });
      return { featureKey };
    });
  }
}
