// Checks what a request says against a schema of the contracts, and names the field that is wrong.
import type { z } from 'zod';
import { invalidRequest } from '../problems/api-problem';
import { requireStorable } from './storable-text';

/** @throws ApiProblem 400, naming the fields */
export function parseShape<S extends z.ZodType>(schema: S, value: unknown, whole = 'body'): z.infer<S> {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) {
    // Of a body this was seen while it was read; an address may hold anything.
    for (const [field, content] of Object.entries(value ?? {})) if (typeof content === 'string') requireStorable(field, content);
    return parsed.data;
  }
  const faults = parsed.error.issues.flatMap((issue) => (issue.code === 'unrecognized_keys'
    ? issue.keys.slice(0, most).map((key) => ({ field: key.slice(0, 100), message: 'there is no such field' }))
    : [{ field: issue.path.join('.') || whole, message: issue.message }]));
  throw invalidRequest(faults.filter(({ field }, index) => faults.findIndex((one) => one.field === field) === index).slice(0, most));
}

/** Faults that are told at once. */
const most = 10;

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether the text can be the id of a run or artifact; nothing else may come near a subject or a path. */
export function isId(text: string): boolean {
  return uuid.test(text);
}
