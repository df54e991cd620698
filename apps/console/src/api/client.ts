// The typed client of the API. The build makes its types from the OpenAPI document.
import createClient, { type Middleware } from 'openapi-fetch';
import { failureOf, unreachable } from './api-failure';
import type { paths } from './schema';

type SessionEnded = () => void;
let csrfToken = '';
let sessionEnded: SessionEnded = () => undefined;

/** What a session gives: without its token nothing can be changed. */
export function protectWith(token: string): void {
  csrfToken = token;
}

export function onSessionEnd(listener: SessionEnded): void {
  sessionEnded = listener;
}

const reading = new Set(['GET', 'HEAD']);

const middleware: Middleware = {
  onRequest({ request }) {
    if (!reading.has(request.method)) request.headers.set('x-csrf-token', csrfToken);
    return request;
  },
  onResponse({ response, schemaPath }) {
    if (response.status === 401 && schemaPath !== '/api/session') sessionEnded();
  },
};

export const api = createClient<paths>({ baseUrl: location.origin, credentials: 'same-origin' });
api.use(middleware);

interface Answer<Data> { data?: Data; error?: unknown; response: Response }

/** The body of the answer. @throws ApiFailure */
export async function answerOf<Data>(asked: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await asked.catch((cause: unknown) => { throw unreachable(cause); });
  if (!response.ok) throw failureOf(response.status, error);
  return data as Data;
}

/** Bytes of an artifact, as the API serves them. @throws ApiFailure */
export async function fetchContent(url: string, range?: string): Promise<Response> {
  const response = await fetch(url, { credentials: 'same-origin', cache: 'no-store', ...(range ? { headers: { range } } : {}) }).catch((cause: unknown) => { throw unreachable(cause); });
  if (response.status === 401) sessionEnded();
  if (response.ok || response.status === 416) return response;
  throw failureOf(response.status, await response.json().catch(() => undefined));
}
