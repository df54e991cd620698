// The Nest transport of a host of stages: its consumers take what names its stages, in the queue that it serves, and the runtime carries it out.
import type { MessageHandler } from '@nestjs/microservices';
import { randomUUID } from 'node:crypto';
import { Observable, firstValueFrom, from } from 'rxjs';
import { JetStreamDeadLetters, JetStreamStrategy, LaneWatch, NewsBoard } from '#bus';
import { isStageName, readTrigger, stageCatalogue, triggerToken } from '#contracts';
import type { Config, Redactor } from '#platform';
import type { ServiceParts } from './service.module';
import type { StageContext } from './stage-context';
import type { StageRuntimeParts } from './runtime-parts';
import { StageRuntime } from './stage-runtime';

export interface StageTransportParts extends Pick<ServiceParts, 'logger' | 'connection' | 'log' | 'artifacts'>, Pick<StageRuntimeParts, 'passing'> {
  config: { readonly retry: Config['retry'] };
  worker: string;
  redactor: Redactor;
  queue: string | undefined;
}

export function stageTransport({ config, logger, connection, log, artifacts, worker, redactor, queue, passing }: StageTransportParts): JetStreamStrategy {
  const runtime = new StageRuntime({
    log, lanes: new LaneWatch(connection), artifacts, redactor, logger, worker, news: new NewsBoard(connection), deadLetters: new JetStreamDeadLetters(connection),
    now: () => new Date(), newId: () => randomUUID(), retryDelaysSeconds: config.retry.delaysSeconds, passing,
  });
  return new JetStreamStrategy({
    connection,
    concurrencyOf: (stage) => (isStageName(stage) ? stageCatalogue[stage].concurrency : 1),
    tokenOf: (stage) => triggerToken(stage, { queue }),
    process: (delivery, handler) => runtime.process(readTrigger(delivery.stage).stage, delivery, (input, context) => callNest(handler, input, context)),
  });
}

async function callNest(handler: MessageHandler, input: unknown, context: StageContext): Promise<unknown> {
  const result: unknown = await handler(input, context);
  return result instanceof Observable ? firstValueFrom(from(result as Observable<unknown>)) : result;
}
