// The features of a repository, as discovery reads them.
import type { Questions } from '#bus';
import { featuresAnswer, featuresSubject, type RepositoryFeatures } from '#contracts';
import { isSafeBranch, isSafeRepository } from '#domain';
import { isAllowed } from '#github';
import { ApiProblem, invalidField } from '../problems/api-problem';
import { failureProblem, serviceSilent } from '../problems/failure-problem';

/** Discovery reads every tasks.md of the repository meanwhile. */
const patience = 30_000;

export class RepositoryFeatureReader {
  constructor(private readonly questions: Pick<Questions, 'ask'>, private readonly allowed: readonly string[]) {}

  /** @throws ApiProblem 400, 403, 422 when the repository cannot be read, 503 */
  async read(repository: string, baseBranch: string | undefined): Promise<RepositoryFeatures> {
    if (!isSafeRepository(repository)) throw invalidField('repository', 'is not owner/name as GitHub writes it');
    if (baseBranch !== undefined && !isSafeBranch(baseBranch)) throw invalidField('baseBranch', 'is not the plain name of a branch');
    if (!isAllowed(repository, this.allowed)) {
      throw new ApiProblem({ status: 403, code: 'repository.not_allowed', detail: `The repository ${repository} is not allowed here.`, remediation: 'Add it to SPECLINE_ALLOWED_REPOSITORIES, or use one that is listed there.' });
    }
    const answer = await this.questions.ask(featuresSubject, { repository, baseBranch }, featuresAnswer, patience).catch((error: unknown) => { throw serviceSilent('discovery', error); });
    if ('failure' in answer) throw failureProblem(answer.failure);
    return answer;
  }
}
