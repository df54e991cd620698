// Every request that is to change something becomes an entry of the audit log, accepted or refused, before its answer goes out.
import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AuditLog } from '#bus';
import type { AuditedAction, AuditedState } from '#contracts';
import type { Logger, Redactor } from '#platform';
import type { RunReader } from '../board/run-reader';
import { ApiProblem, busUnavailable, problemBody } from '../problems/api-problem';
import { knownPrincipalOf, type Principal } from '../session/principal';
import { TokenBuckets } from '../session/token-bucket';
import { auditEntryOf, isAccepted, isTold, messageIdOf, runIdOf, type AuditedRequest } from './audit-entry';
import type { AuditLooks, Looked } from './audit-looks';
import { actionOf, requireAudited } from './audited';

export interface AuditTrailParts {
  log: Pick<AuditLog, 'add'>;
  looks: AuditLooks;
  reader: Pick<RunReader, 'find'>;
  redactor: Pick<Redactor, 'value'>;
  logger: Pick<Logger, 'error' | 'warn'>;
  isBusAway: () => boolean;
}

/** Of one principal: who is refused over and over must not push out what others did. */
const refusals = { capacity: 60, perSecond: 1 / 30 };

export class AuditTrail {
  private readonly befores = new WeakMap<FastifyRequest, AuditedState>();
  private readonly refusals = new TokenBuckets(refusals);

  constructor(private readonly parts: AuditTrailParts) {}

  /** After the guards: what they refuse is an entry too. Before the first route. */
  guard(server: FastifyInstance): void {
    requireAudited(server);
    server.addHook('preHandler', (request) => this.look(request));
    server.addHook('onSend', (request, reply, payload) => this.record(request, reply, payload));
  }

  /** @throws ApiProblem 503 when it is known beforehand that no entry could be stored: then nothing is done */
  private async look(request: FastifyRequest): Promise<void> {
    const [action, principal] = [actionOf(request), knownPrincipalOf(request)];
    if (!action || !principal) return;
    if (this.parts.isBusAway()) throw busUnavailable();
    const before = await this.parts.looks.before(action, aboutOf(request, principal));
    if (before) this.befores.set(request, before);
  }

  private async record(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
    const [action, principal, status] = [actionOf(request), knownPrincipalOf(request), reply.statusCode];
    if (!action || !principal || !isTold(status)) return payload;
    if (!isAccepted(status) && !this.refusals.take(principal.name)) {
      this.parts.logger.warn({ actor: principal.name, action, status }, 'somebody is refused over and over: this refusal is not in the audit log');
      return payload;
    }
    const isStored = await this.store(await this.audited({ action, principal, request, status, payload }));
    return isStored || !isAccepted(status) ? payload : this.unstored(reply);
  }

  private async audited({ action, principal, request, status, payload }: { action: AuditedAction; principal: Principal; request: FastifyRequest; status: number; payload: unknown }): Promise<AuditedRequest> {
    const [answer, params] = [answerOf(payload), request.params as Record<string, unknown>];
    const seen = isAccepted(status) ? this.parts.looks.after(action, answer, aboutOf(request, principal)) : undefined;
    const runId = runIdOf({ action, params, answer });
    const told = runOf(answer);
    const run = told ?? (runId === null ? undefined : await this.parts.reader.find(runId).catch(() => undefined));
    return { id: randomUUID(), now: new Date(), action, principal, params, body: request.body, headers: request.headers, status, answer, run, before: this.befores.get(request) ?? seen?.before, after: seen?.after };
  }

  /** What cannot be stored is in the log of the gateway, whole. */
  private async store(audited: AuditedRequest): Promise<boolean> {
    const entry = this.parts.redactor.value(auditEntryOf(audited));
    try {
      if (this.parts.isBusAway()) throw busUnavailable();
      await this.parts.log.add(entry, messageIdOf(audited, entry));
      return true;
    } catch (error) {
      this.parts.logger.error({ entry, error }, 'an entry of the audit log could not be stored');
      return false;
    }
  }

  private unstored(reply: FastifyReply): string {
    const problem = new ApiProblem({
      status: 503, code: 'audit.not_stored', detail: 'It was done, but that it was done could not be stored in the audit log.', retryAfterSeconds: 5,
      remediation: 'Ask again: with its Idempotency-Key a new run is the same one, and whatever else was done is told instead of done twice. If it stays so, check NATS (/readyz tells), and that it has the users of this release (config/nats/users.conf).',
    });
    void reply.code(503).headers({ 'content-type': 'application/problem+json', 'cache-control': 'no-store', 'retry-after': '5' }).removeHeader('content-length');
    return JSON.stringify(problemBody(problem.parts));
  }
}

function aboutOf({ params, body }: FastifyRequest, { name }: Principal): Looked {
  const { id = '', artifactId = '' } = params as { id?: string; artifactId?: string };
  return { id, artifactId, principal: name, body };
}

/** Where the answer is a run, it says what is needed. */
function runOf(answer: AuditedRequest['answer']): AuditedRequest['run'] {
  return answer && 'repository' in answer && 'featureKey' in answer && 'traceId' in answer ? answer as unknown as AuditedRequest['run'] : undefined;
}

function answerOf(payload: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof payload === 'string' && payload !== '' ? JSON.parse(payload) as Record<string, unknown> : undefined;
}
