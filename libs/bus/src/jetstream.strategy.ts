// The Nest transport: a stage's handler is a message pattern, its deliveries come from the stage's durable consumer.
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Delivery } from './delivery';
import { StageConsumer } from './stage-consumer';

/** Carries out one delivery with the handler that Nest built for its stage. Must not throw. */
export type StageProcessor = (delivery: Delivery, handler: MessageHandler) => Promise<void>;

export interface JetStreamStrategyOptions {
  connection: NatsConnection;
  process: StageProcessor;
  concurrencyOf(stage: string): number;
  /** Turns a stage name into the `<next>` token that this replica serves. */
  tokenOf?(stage: string): string;
  drainMilliseconds?: number;
}

export const stagePattern = (stage: string): string => `stage.${stage}`;
const stageOf = (pattern: string): string => pattern.replace(/^stage\./, '');

export class JetStreamStrategy extends Server implements CustomTransportStrategy {
  private readonly consumers = new Map<string, StageConsumer>();
  private readonly withheld = new Set<string>();
  private readonly registrations: string[] = [];

  constructor(private readonly options: JetStreamStrategyOptions) {
    super();
  }

  /** Every handler that Nest registered, repeats included: the boot check needs to see two for one stage. */
  get registeredStages(): readonly string[] {
    return this.registrations;
  }

  override addHandler(pattern: unknown, callback: MessageHandler, isEventHandler = false, extras: Record<string, unknown> = {}): void {
    this.registrations.push(stageOf(String(pattern)));
    super.addHandler(pattern, callback, isEventHandler, extras);
  }

  listen(callback: (error?: unknown) => void): void {
    this.startConsumers().then(() => callback(), callback);
  }

  /** Starts or stops taking new deliveries of one stage, also before it listens; what is held goes on. */
  setConsumed(stage: string, consumed: boolean): void {
    const consumer = this.consumers.get(stage);
    if (consumed) this.withheld.delete(stage);
    else this.withheld.add(stage);
    if (consumed) consumer?.resume();
    else consumer?.pause();
  }

  heldCount(stage: string): number {
    return this.consumers.get(stage)?.heldCount ?? 0;
  }

  async close(): Promise<void> {
    await Promise.all([...this.consumers.values()].map((consumer) => consumer.drain(this.options.drainMilliseconds ?? 10_000)));
  }

  on(): this {
    return this;
  }

  unwrap<T>(): T {
    return this.options.connection as T;
  }

  private async startConsumers(): Promise<void> {
    for (const [pattern, handler] of this.messageHandlers) {
      const stage = stageOf(pattern);
      const consumer = new StageConsumer(this.options.connection, {
        stage: this.options.tokenOf?.(stage) ?? stage,
        concurrency: this.options.concurrencyOf(stage),
        process: (delivery) => this.options.process(delivery, handler),
      });
      this.consumers.set(stage, consumer);
      await consumer.start({ paused: this.withheld.has(stage) });
    }
  }
}
