// The routes that no controller has: sockets, health and the document itself.
import type { OpenAPIObject } from '@nestjs/swagger';
import { eventFrameSchema, eventsPath, problemSchema, readinessSchema, runsPath } from '#contracts';
import { refTo } from './schemas';

const open: never[] = [];
const problem = (description: string) => ({ description, content: { 'application/problem+json': { schema: refTo(problemSchema) } } });
const json = (description: string, schema: object) => ({ description, content: { 'application/json': { schema } } });

function socket(summary: string, whole: string, parameters: object[]) {
  return {
    tags: ['events'], summary,
    description: `A WebSocket. Its text frames are EventFrame: \`{sequence, fact}\` for a fact, \`{live}\` for news; history first, then what happens, without gap or repeat. Without \`after\` it begins ${whole}. `
      + 'To go on after a break, connect again with the last `sequence`. The close codes are 1001 (the gateway ends), 1008 (the token has expired or was revoked), 1011 (the history cannot be read now) and 1013 (the reader was too slow).',
    parameters: [...parameters, { name: 'after', in: 'query', required: false, description: 'Only facts after this sequence.', schema: { type: 'integer', minimum: 0 } }],
    responses: { 101: json('The frames, as they come.', refTo(eventFrameSchema)), 400: problem('A parameter is wrong, or a token came in the query string.'), 401: problem('No valid token or session.'), 403: problem('The Origin is foreign.'), 404: problem('There is no such run.'), 426: problem('The request is not an upgrade.'), 503: problem('Too many sockets are open.') },
  };
}

/** Answers everybody. */
const health = (summary: string, responses: object) => ({ get: { tags: ['health'], summary, security: open, responses } });

export const otherRoutes = {
  [`/${runsPath}/{id}/events`]: { get: socket('Follow a run', 'with the first fact of the run', [{ name: 'id', in: 'path', required: true, description: 'The run.', schema: { type: 'string', format: 'uuid' } }]) },
  [`/${eventsPath}`]: { get: socket('Follow all runs', 'with what happens from now on', []) },
  '/healthz': health('Whether the process lives', { 200: json('It does.', { type: 'object' }) }),
  '/readyz': health('What is missing, and what to do', { 200: json('Ready.', refTo(readinessSchema)), 503: json('Not ready.', refTo(readinessSchema)) }),
  '/metrics': health('Metrics in the text format of Prometheus', { 200: { description: 'The metrics.', content: { 'text/plain': { schema: { type: 'string' } } } } }),
  '/api/openapi.json': health('This document', { 200: json('An OpenAPI 3.1 document.', { type: 'object' }) }),
} as unknown as OpenAPIObject['paths'];
