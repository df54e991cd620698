// Refusals in the shape of GitHub's REST interface.

export interface FieldProblem {
  resource: string;
  field?: string;
  code: string;
  message?: string;
}

/** Becomes `{message, errors?, documentation_url, status}` with this HTTP status. */
export class ApiError extends Error {
  constructor(readonly status: number, message: string, readonly errors?: readonly FieldProblem[]) {
    super(message);
  }
}

export const notFound = (message = 'Not Found') => new ApiError(404, message);
export const validationFailed = (errors: readonly FieldProblem[]) => new ApiError(422, 'Validation Failed', errors);
export const invalid = (resource: string, problem: Omit<FieldProblem, 'resource'>) => validationFailed([{ resource, ...problem }]);
