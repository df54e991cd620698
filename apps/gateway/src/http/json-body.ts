// Reads request bodies: flat JSON objects, each field once, of text that can be stored; anything else is refused before a schema sees it.
import type { FastifyInstance } from 'fastify';
import { ApiProblem } from '../problems/api-problem';
import { requireStorable } from './storable-text';

/** Longest body in bytes: the longest specification text (100,000 characters) in any script, and some more. */
export const longestBody = 512 * 1024;

/** The only content type there is; everything else is answered 415. */
export function acceptJsonOnly(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit: longestBody }, (_request, text, done) => {
    try {
      done(null, readJson(text as string));
    } catch (error) {
      done(error as Error);
    }
  });
}

/** @throws ApiProblem 400 */
export function readJson(text: string): unknown {
  // A request without a body may still name its content type.
  if (text === '') return undefined;
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed('The body is not a JSON object.');
  const fields = Object.entries(value);
  for (const [field, content] of fields) if (typeof content === 'string') requireStorable(field, content);
  // With every value a scalar, each key of the text is a field: more keys than fields means that one came twice.
  if (fields.every(([, content]) => typeof content !== 'object' || content === null) && countKeys(text) !== fields.length) throw malformed('A field is there twice.');
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('The body is not JSON.');
  }
}

function countKeys(text: string): number {
  let count = 0;
  for (const [, colon] of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)) if (colon !== undefined) count += 1;
  return count;
}

function malformed(detail: string): ApiProblem {
  return new ApiProblem({ status: 400, code: 'request.malformed', detail, remediation: 'Send one JSON object, each field once, as /api/docs describes it.' });
}
