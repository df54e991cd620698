// The features of a repository.
import { notYet } from '../problems/not-yet';
import type { RepositoryFeatures } from '#contracts';

export class RepositoryFeatureReader {
  async read(_repository: string, _baseBranch: string | undefined): Promise<RepositoryFeatures> {
    throw notYet();
  }
}
