// Whether a request was sent to us by a page of ours: against rebound names and foreign sites.
import type { FastifyRequest } from 'fastify';
import { ApiProblem } from '../problems/api-problem';

export interface OwnAddress {
  /** The address listened on. */
  host: string;
  /** Where operators reach the console. */
  publicUrl: string | undefined;
}

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/;

/** On loopback only its names are ours, so that no foreign name can be pointed at it. @throws ApiProblem 403 */
export function requireOwnHost(request: FastifyRequest, { host, publicUrl }: OwnAddress): void {
  if (!loopback.test(host)) return;
  const name = nameOf(request.headers.host ?? '');
  if (loopback.test(name) || (publicUrl !== undefined && name === new URL(publicUrl).hostname)) return;
  throw new ApiProblem({ status: 403, code: 'request.host', detail: 'The header Host names another machine.', remediation: 'Use the address that was printed at the start; behind a proxy set SPECLINE_PUBLIC_URL.' });
}

/** What is not sent by a browser has no Origin. @throws ApiProblem 403 */
export function requireOwnOrigin(request: FastifyRequest, { publicUrl }: OwnAddress): void {
  const { origin, host } = request.headers;
  if (origin === undefined) return;
  const parsed = URL.parse(origin);
  if (parsed && (parsed.host === host || (publicUrl !== undefined && parsed.origin === new URL(publicUrl).origin))) return;
  throw new ApiProblem({ status: 403, code: 'auth.origin', detail: 'The request comes from another site.', remediation: 'Use the console at its own address; behind a proxy set SPECLINE_PUBLIC_URL.' });
}

function nameOf(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}
