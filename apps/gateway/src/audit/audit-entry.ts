// An entry of the audit log from what is known of a request and its answer. Pure.
import { createHash } from 'node:crypto';
import { acceptedOutcome, type AuditActor, type AuditEntry, type AuditTarget, type AuditedAction, type AuditedState, type Run } from '#contracts';
import { isSafeRepository, roleFor, roleForAll } from '#domain';
import { isId } from '../http/parse-shape';
import type { Principal } from '../session/principal';

export interface AuditedRequest {
  id: string;
  now: Date;
  action: AuditedAction;
  principal: Principal;
  params: Readonly<Record<string, unknown>>;
  /** As it came: a request that was refused early was never checked. */
  body: unknown;
  headers: Readonly<Record<string, unknown>>;
  status: number;
  /** The body of the answer; undefined when it has none. */
  answer: Readonly<Record<string, unknown>> | undefined;
  before: AuditedState | undefined;
  after: AuditedState | undefined;
  /** The run that it is about, where there is one. */
  run: Pick<Run, 'repository' | 'featureKey' | 'traceId'> | undefined;
}

const longestReason = 4000;
const longestText = 200;
/** Of `asked`, `before` and `after` each, as JSON. */
const mostBytes = 1024;
const askedFields = ['mode', 'candidate', 'taskId', 'workflow', 'dryRun', 'agent', 'attempts', 'queue', 'baseBranch', 'externalRef', 'code', 'enough'];
/** These say nothing of what somebody wanted to do: nobody was recognised, the request was no request, or it comes again at once. */
const untold = new Set([400, 401, 413, 414, 415, 429]);

export const isTold = (status: number): boolean => !untold.has(status);
export const isAccepted = (status: number): boolean => status < 400;

export function auditEntryOf(request: AuditedRequest): AuditEntry {
  const { id, now, action, principal, body, status, answer, run } = request;
  const target = targetOf(request);
  return {
    id, at: now.toISOString(), action, actor: actorOf(principal, target.repository), target, reason: reasonOf(body),
    asked: bounded(askedOf(body)), before: bounded(request.before), after: bounded(request.after),
    outcome: isAccepted(status) ? acceptedOutcome : textOf(answer?.['code'], 100) ?? `http.${status}`, status,
    requestId: wordOf(request.headers['x-request-id']), traceId: textOf(answer?.['traceId'], 32) ?? run?.traceId ?? traceOf(request.headers['traceparent']),
  };
}

/** A new run that is asked for again with its key is the same entry, unless another thing comes of it; any other request does something of its own. */
export function messageIdOf({ action, principal, headers }: AuditedRequest, { id, target, outcome }: AuditEntry): string {
  const key = headers['idempotency-key'];
  if (action !== 'run.create' || typeof key !== 'string') return id;
  return createHash('sha256').update(JSON.stringify([principal.name, key, target.repository, target.runId, outcome])).digest('hex');
}

/** The run of the address, or of the answer where one was made or a delivery is about one. */
export function runIdOf({ action, params, answer }: Pick<AuditedRequest, 'action' | 'params' | 'answer'>): string | null {
  if (action === 'run.create') return idOf(answer?.['id']);
  return action === 'webhook.redeliver' ? idOf(answer?.['runId']) : idOf(params['id']);
}

function targetOf({ action, params, body, run, answer }: AuditedRequest): AuditTarget {
  const said = fieldsOf(body);
  const repository = run?.repository ?? textOf(said['repository'], 140);
  return {
    repository: repository !== null && isSafeRepository(repository) ? repository : null,
    featureKey: run?.featureKey ?? textOf(said['featureKey'], 200), runId: runIdOf({ action, params, answer }),
    artifactId: idOf(params['artifactId']), deliveryId: action === 'webhook.redeliver' ? idOf(params['id']) : null,
  };
}

function actorOf({ name, grants, by, tokenSha256 }: Principal, repository: string | null): AuditActor {
  const role = repository === null ? roleForAll(grants) : roleFor(grants, repository);
  return { name, role: role ?? null, signedIn: by === 'cookie' ? 'session' : 'token', vouchedBy: tokenSha256 === null ? 'identity_provider' : 'token_list' };
}

function reasonOf(body: unknown): string | null {
  const { reason, notes, note } = fieldsOf(body);
  return textOf(reason ?? notes ?? note, longestReason);
}

function askedOf(body: unknown): AuditedState | undefined {
  const said = Object.entries(fieldsOf(body)).filter(([name, value]) => askedFields.includes(name) && ['string', 'number', 'boolean'].includes(typeof value));
  return said.length > 0 ? Object.fromEntries(said) as AuditedState : undefined;
}

/** Never longer than it may be: what does not fit is left out, and said to be. */
export function bounded(state: AuditedState | undefined): AuditedState | null {
  if (!state || Object.keys(state).length === 0) return null;
  const kept = Object.entries(state).map(([name, value]) => [name, typeof value === 'string' ? textOf(value, longestText) : value] as const);
  let isCut = false;
  while (Buffer.byteLength(JSON.stringify(Object.fromEntries(kept))) > mostBytes) {
    kept.pop();
    isCut = true;
  }
  return { ...Object.fromEntries(kept), ...(isCut ? { cut: true } : {}) };
}

function traceOf(traceparent: unknown): string | null {
  return typeof traceparent === 'string' ? /^00-([0-9a-f]{32})-/.exec(traceparent)?.[1] ?? null : null;
}

const fieldsOf = (body: unknown): Readonly<Record<string, unknown>> => (typeof body === 'object' && body !== null ? body as Record<string, unknown> : {});
const idOf = (value: unknown): string | null => (typeof value === 'string' && isId(value) ? value : null);
const wordOf = (value: unknown): string | null => (typeof value === 'string' && /^[\x21-\x7e]{1,200}$/.test(value) ? value : null);

function textOf(value: unknown, longest: number): string | null {
  if (typeof value !== 'string') return null;
  // No half of a character at the end.
  return value.length > longest ? `${value.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : value;
}
