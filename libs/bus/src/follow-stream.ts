// Reads a stream in order with bounded memory: the reader stops when its user falls behind and goes on when it has caught up.
import type { Consumer, ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { watchReconnects } from './reconnects';
import type { Following } from './run-log';

const highWater = 5000;
const pullSize = 500;

/** Calls `onMessage` for each message once and in order, one at a time. A message whose handling throws is handed over again after a moment. */
export async function followStream(connection: NatsConnection, open: OpenConsumer, fromSequence: number, onMessage: OnMessage): Promise<Following> {
  const reader = new StreamReader(open, fromSequence, onMessage);
  await reader.start();
  // The library notices a consumer that went with the old server only after missed heartbeats; a new one is there at once.
  const reconnects = watchReconnects(connection, () => void reader.restart());
  return { stop: () => { reconnects.stop(); return reader.stop(); } };
}

type OpenConsumer = (sequence: number) => Promise<Consumer>;
type OnMessage = (message: JsMsg) => void | Promise<void>;

class StreamReader {
  private readonly waiting: JsMsg[] = [];
  private messages: ConsumerMessages | undefined;
  private next: number;
  private pumping: Promise<void> | undefined;
  private stopped = false;

  constructor(private readonly open: OpenConsumer, fromSequence: number, private readonly onMessage: OnMessage) {
    this.next = Math.max(1, fromSequence);
  }

  async start(): Promise<void> {
    const consumer = await this.open(this.next);
    if (this.stopped || this.messages) return;
    const messages = await consumer.consume({
      max_messages: pullSize, expires: 10_000,
      callback: (message) => { if (this.messages === messages) this.take(message); },
    });
    this.messages = messages;
  }

  async restart(): Promise<void> {
    if (!this.messages) return;
    this.messages.stop();
    this.messages = undefined;
    await this.reopen();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.messages?.stop();
    this.waiting.length = 0;
    await this.pumping;
  }

  private take(message: JsMsg): void {
    if (this.stopped || !this.messages || message.seq < this.next) return;
    this.next = message.seq + 1;
    this.waiting.push(message);
    if (this.waiting.length >= highWater) {
      this.messages.stop();
      this.messages = undefined;
    }
    this.pumpOn();
  }

  /** What came while the last message was being dealt with at once, without a pause, is not left lying. */
  private pumpOn(): void {
    this.pumping ??= this.pump().finally(() => {
      this.pumping = undefined;
      if (this.waiting.length > 0 && !this.stopped) this.pumpOn();
    });
  }

  private async pump(): Promise<void> {
    let index = 0;
    while (index < this.waiting.length && !this.stopped) {
      try {
        const done = this.onMessage(this.waiting[index] as JsMsg);
        if (done) await done;
        index += 1;
      } catch {
        await pause(500);
      }
      if (index >= 256) { this.waiting.splice(0, index); index = 0; }
    }
    this.waiting.splice(0, index);
    if (!this.messages && !this.stopped) await this.reopen();
  }

  private async reopen(): Promise<void> {
    while (!this.stopped) {
      try {
        return await this.start();
      } catch {
        await pause(500);
      }
    }
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, milliseconds).unref(); });
}
