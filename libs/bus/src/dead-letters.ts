// Where a message goes that can never be handled: kept, with the reason, out of everybody's way.
import { jetstream, type JetStreamClient } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/nats-core';
import type { Delivery } from './delivery';
import { deadLetterSubject } from './streams';

export interface DeadLetters {
  /** Keeps the message with its reason. Rejects when it could not be stored, so that the delivery is not given up before. */
  keep(delivery: Pick<Delivery, 'subject' | 'sequence' | 'data'>, reason: string): Promise<void>;
}

export class JetStreamDeadLetters implements DeadLetters {
  private readonly client: JetStreamClient;

  constructor(connection: NatsConnection) {
    this.client = jetstream(connection, { timeout: 5000 });
  }

  async keep(delivery: Pick<Delivery, 'subject' | 'sequence' | 'data'>, reason: string): Promise<void> {
    const about = headers();
    about.set('specline-subject', delivery.subject);
    about.set('specline-sequence', String(delivery.sequence));
    about.set('specline-reason', reason.replace(/[\r\n]+/g, ' ').slice(0, 500));
    await this.client.publish(deadLetterSubject, delivery.data, { headers: about, msgID: `dlq-${delivery.sequence}` });
  }
}
