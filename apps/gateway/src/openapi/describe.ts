// Says of a controller's method what the OpenAPI document shall say.
import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import { problemSchema } from '#contracts';
import { fieldsOf, refTo } from './schemas';

export interface Description {
  summary: string;
  detail?: string;
  /** What the parts of the path stand for. */
  path?: Record<string, string>;
  query?: z.ZodObject;
  headers?: Record<string, string>;
  body?: z.ZodType;
  /** Status and shape of the answer; without a shape it has no body. */
  answer: [status: number, shape?: z.ZodType];
  /** Statuses of refusals, each with when. */
  problems: Partial<Record<number, string>>;
}

type Schema = NonNullable<Extract<Parameters<typeof ApiBody>[0], { schema: unknown }>['schema']>;

export function Describe({ summary, detail, path = {}, query, headers = {}, body, answer: [status, shape], problems }: Description): MethodDecorator {
  const refused = { 401: 'No valid token or session came with the request.', 429: 'Too many requests, or wrong tokens.', ...problems };
  return applyDecorators(
    ApiOperation({ summary, ...(detail ? { description: detail } : {}) }),
    ...Object.entries(path).map(([name, description]) => ApiParam({ name, description, schema: { type: 'string', ...(/id$/i.test(name) ? { format: 'uuid' } : {}) } })),
    ...(query ? fieldsOf(query).map(({ name, required, schema }) => ApiQuery({ name, required, schema: schema as Schema })) : []),
    ...Object.entries(headers).map(([name, description]) => ApiHeader({ name, description, required: false })),
    ...(body ? [ApiBody({ schema: refTo(body) as Schema })] : []),
    ApiResponse({ status, description: 'Done.', ...(shape ? { schema: refTo(shape) } : {}) }),
    ...Object.entries(refused).map(([code, description = '']) => ApiResponse({ status: Number(code), description, content: { 'application/problem+json': { schema: refTo(problemSchema) } } })),
  );
}
