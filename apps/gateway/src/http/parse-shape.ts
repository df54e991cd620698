// Checks what a request says against a schema of the contracts, and names the field that is wrong.
import type { z } from 'zod';
import { invalidRequest } from '../problems/api-problem';

/** @throws ApiProblem 400, naming the fields */
export function parseShape<S extends z.ZodType>(schema: S, value: unknown, whole = 'body'): z.infer<S> {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  throw invalidRequest(parsed.error.issues.slice(0, 10).flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return issue.keys.slice(0, 10).map((key) => ({ field: key.slice(0, 100), message: 'there is no such field' }));
    return [{ field: issue.path.join('.') || whole, message: issue.message }];
  }));
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether the text can be the id of a run or artifact; nothing else may come near a subject or a path. */
export function isId(text: string): boolean {
  return uuid.test(text);
}
