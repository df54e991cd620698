// What is described already and is answered by a later release.
import { ApiProblem } from './api-problem';

export function notYet(): ApiProblem {
  return new ApiProblem({ status: 503, code: 'api.not_yet', detail: 'This call is described, but not answered yet.', remediation: 'Update Specline.' });
}
