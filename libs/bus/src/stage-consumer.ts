// The durable pull consumer of one stage: as many deliveries as the replica can hold, each kept alive from its arrival on.
import { AckPolicy, DeliverPolicy, JetStreamApiError, jetstream, jetstreamManager, type Consumer, type ConsumerMessages, type JsMsg } from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/nats-core';
import { runStream, stageFilter } from '#contracts';
import type { Delivery, DeliveryProcessor } from './delivery';
import { watchReconnects } from './reconnects';

export interface StageConsumerOptions {
  /** The `<next>` token it serves: a stage name, with `@queue` where a runner serves a queue. */
  stage: string;
  /** How many deliveries are held at a time. */
  concurrency: number;
  process: DeliveryProcessor;
  /** For a reader that is no stage: the consumer's own name. It begins with what is new when it is made, not with the whole stream. */
  newOnlyAs?: string;
  ackWaitMilliseconds?: number;
  heartbeatMilliseconds?: number;
}

const pullExpiry = 30_000;
const largestPull = 64;
const handOverMilliseconds = 2000;
const consumerExists = 10148;

export class StageConsumer {
  private readonly held = new Map<JsMsg, (() => void)[]>();
  private readonly pulls = new Set<ConsumerMessages>();
  private asked = 0;
  private consumer: Consumer | undefined;
  private heartbeat: NodeJS.Timeout | undefined;
  private state: 'idle' | 'consuming' | 'paused' | 'closed' = 'idle';
  private drained: (() => void) | undefined;
  private reconnects: { stop(): void } | undefined;

  constructor(private readonly connection: NatsConnection, private readonly options: StageConsumerOptions) {}

  /** Makes the durable consumer where it is missing and begins to pull, unless it is to be paused at first. */
  async start({ paused = false }: { paused?: boolean } = {}): Promise<void> {
    this.heartbeat = setInterval(() => this.beat(), this.options.heartbeatMilliseconds ?? 10_000);
    this.state = paused ? 'paused' : 'consuming';
    await this.ensure();
    this.reconnects = watchReconnects(this.connection, () => this.stopPulls());
    this.pull();
  }

  /** While paused nothing new is taken; what is held goes on. */
  pause(): void {
    if (this.state !== 'consuming') return;
    this.state = 'paused';
    this.stopPulls();
  }

  resume(): void {
    if (this.state !== 'paused') return;
    this.state = 'consuming';
    this.pull();
  }

  /** Takes nothing new, waits until what is held has ended or the limit is over; what then is still held is given back, for another replica to go on with. */
  async drain(limitMilliseconds: number): Promise<void> {
    this.state = 'closed';
    this.stopPulls();
    if (this.held.size > 0) {
      await Promise.race([
        new Promise<void>((resolve) => { this.drained = resolve; }),
        new Promise<void>((resolve) => { setTimeout(resolve, limitMilliseconds).unref(); }),
      ]);
    }
    clearInterval(this.heartbeat);
    // A moment later: by then this process has ended, as a rule. Where it has not, the turn decides as ever.
    for (const message of this.held.keys()) message.nak(handOverMilliseconds);
    this.reconnects?.stop();
  }

  get heldCount(): number {
    return this.held.size;
  }

  private async ensure(): Promise<void> {
    const { stage, newOnlyAs, ackWaitMilliseconds = 30_000 } = this.options;
    const name = newOnlyAs ?? consumerName(stage);
    const manager = await jetstreamManager(this.connection);
    const settings = { filter_subject: stageFilter(stage), ack_wait: nanos(ackWaitMilliseconds), max_ack_pending: -1, max_deliver: -1 };
    try {
      await manager.consumers.add(runStream, { ...settings, durable_name: name, deliver_policy: newOnlyAs ? DeliverPolicy.New : DeliverPolicy.All, ack_policy: AckPolicy.Explicit });
    } catch (cause) {
      // Another release has made it with other settings: it goes on from where it is with these.
      if (!(cause instanceof JetStreamApiError) || cause.code !== consumerExists) throw cause;
      await manager.consumers.update(runStream, name, settings);
    }
    this.consumer = await jetstream(this.connection).consumers.get(runStream, name);
  }

  /** Asks for as many messages as there is room for, several requests at a time, so that a slow handler never starves a free place. */
  private pull(): void {
    if (this.state !== 'consuming' || !this.consumer) return;
    const room = this.options.concurrency - this.held.size - this.asked;
    const usual = Math.min(largestPull, Math.max(1, Math.floor(this.options.concurrency / 2)));
    // Small requests are made only when none is open, so that a busy stage does not ask for every message by itself.
    if (room < 1 || (room < usual && this.asked > 0)) return;
    const size = Math.min(usual, room);
    this.asked += size;
    void this.take(this.consumer, size);
  }

  private async take(consumer: Consumer, size: number): Promise<void> {
    let arrived = 0;
    let failed = false;
    try {
      const messages = await consumer.fetch({ max_messages: size, expires: pullExpiry });
      this.pulls.add(messages);
      if (this.state !== 'consuming') messages.stop();
      for await (const message of messages) {
        arrived += 1;
        this.asked -= 1;
        this.hold(message);
      }
      this.pulls.delete(messages);
    } catch {
      failed = true;
    }
    this.asked -= size - arrived;
    if (failed) await this.recover();
    this.pull();
  }

  /** The server was away or the consumer was deleted: make it again, for as long as it takes. */
  private async recover(): Promise<void> {
    while (this.state === 'consuming') {
      await new Promise((resolve) => { setTimeout(resolve, 500); });
      try {
        return await this.ensure();
      } catch {
        continue;
      }
    }
  }

  private hold(message: JsMsg): void {
    const listeners: (() => void)[] = [];
    this.held.set(message, listeners);
    void this.options.process(toDelivery(this.options.stage, message, listeners)).finally(() => {
      this.held.delete(message);
      if (this.held.size === 0) this.drained?.();
      this.pull();
    });
    this.pull();
  }

  private beat(): void {
    for (const [message, listeners] of this.held) {
      message.working();
      for (const listener of listeners) listener();
    }
  }

  private stopPulls(): void {
    for (const messages of this.pulls) messages.stop();
    this.pulls.clear();
  }
}

/** Consumer names may not contain dots; a queue gets a consumer of its own. */
export function consumerName(stage: string): string {
  return `stage-${stage.replace('@', '-at-')}`;
}

function toDelivery(stage: string, message: JsMsg, listeners: (() => void)[]): Delivery {
  return {
    stage,
    subject: message.subject,
    sequence: message.seq,
    data: message.data,
    headers: headersOf(message),
    storedAt: message.info.timestampNanos / 1e6,
    deliveryCount: message.info.deliveryCount,
    onHeartbeat: (listener) => { listeners.push(listener); },
    acknowledge: () => message.ack(),
    retryLater: (milliseconds) => message.nak(Math.max(1, Math.ceil(milliseconds))),
    discard: (reason) => message.term(reason),
  };
}

function headersOf(message: JsMsg): Record<string, string> {
  const result: Record<string, string> = {};
  if (message.headers) for (const [name, values] of message.headers) result[name.toLowerCase()] = values[0] ?? '';
  return result;
}
