// The web application that plays one host of the service: JSON answers, strict routes, counted calls, faults from outside.
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import type { ServerIdentity } from './certificates';
import type { EffectCounters } from './effects';
import type { Call, FaultEffect, Faults } from './faults';

declare module 'fastify' {
  interface FastifyContextConfig {
    call?: Call;
  }
}

export interface ServiceApplicationOptions {
  identity: ServerIdentity;
  faults: Faults;
  counters: EffectCounters;
}

/** A refusal with the service's status; its answer is `{"detail": …}`. */
export class Refusal extends Error {
  constructor(
    readonly statusCode: number,
    readonly detail: unknown,
  ) {
    super(typeof detail === 'string' ? detail : 'refused');
  }
}

/** Serves TLS connections that are handed to its `server`; it listens nowhere itself. */
export function serviceApplication({ identity, faults, counters }: ServiceApplicationOptions) {
  const application = fastify({ https: { key: identity.key, cert: identity.certificate }, bodyLimit: 4 * 1024 * 1024 });
  application.setNotFoundHandler((request, reply) => {
    counters.unknownCall(`${request.method} ${request.host}${request.url.split('?')[0]}`);
    return reply.code(404).send({ detail: 'Not Found' });
  });
  application.setErrorHandler((error: Error & { statusCode?: number; detail?: unknown }, _request, reply) =>
    reply.code(error.statusCode ?? 500).send({ detail: error.detail ?? error.message }),
  );
  application.addHook('onRequest', async (request, reply) => {
    const call = request.routeOptions.config.call;
    if (!call) return;
    const ended = counters.callStarted(call);
    reply.raw.once('close', ended);
    await suffer(faults.take(call, 'before'), reply);
  });
  application.addHook('onSend', async (request, reply, payload) => {
    const call = request.routeOptions.config.call;
    const effect = call && faults.take(call, 'after');
    if (effect?.kind !== 'status') {
      await suffer(effect, reply);
      return payload;
    }
    reply.code(effect.status);
    return JSON.stringify({ detail: 'The answer was lost on its way.' });
  });
  return application as unknown as FastifyInstance;
}

async function suffer(effect: FaultEffect | undefined, reply: FastifyReply): Promise<void> {
  switch (effect?.kind) {
    case 'status':
      if (effect.retryAfterSeconds !== undefined) reply.header('retry-after', String(effect.retryAfterSeconds));
      throw new Refusal(effect.status, 'This answer was asked for by a test.');
    case 'drop':
      reply.raw.socket?.destroy();
      return new Promise(() => undefined);
    case 'hang':
      return new Promise(() => undefined);
    case 'delay':
      return new Promise((resolve) => setTimeout(resolve, effect.ms));
  }
}
