// Tells without asking whether a lane can have moved since a trigger was stored: most triggers are new and nobody has spoken meanwhile.
import type { NatsConnection } from '@nats-io/nats-core';
import { laneOfSubject, steeringSubjects } from '#contracts';
import type { Delivery } from './delivery';
import { watchReconnects } from './reconnects';

/** An older trigger is looked up (ms). */
const youngest = 5_000;
/** The server's clock may be ahead of ours by this much before every trigger is looked up (ms). */
const clockSlack = 1000;
/** How long what was heard is remembered, and how long one must have listened to be believed: more than a young trigger's age, clocks included (ms). */
const memory = 3 * youngest;

export interface LaneKnowledge {
  /** False only when the delivery is its trigger's first, the trigger is young and no operator was heard in the lane since it was stored. */
  mayHaveMoved(lane: string, delivery: Delivery): boolean;
}

/**
 * A trigger's lane moves by the answer of whoever held an earlier delivery, or by an operator. The first shows in the delivery
 * count, and after a restart of the server, which forgets counts, in the reconnect; the second is heard here as it is said.
 */
export class LaneWatch implements LaneKnowledge {
  private readonly heard = new Map<string, number>();
  private listeningSince: number;

  constructor(connection: NatsConnection, private readonly now: () => number = Date.now) {
    this.listeningSince = now();
    for (const subject of steeringSubjects) {
      connection.subscribe(subject, {
        callback: (error, message) => {
          if (error) this.listeningSince = Infinity;
          else this.hear(laneOfSubject(message.subject));
        },
      });
    }
    watchReconnects(connection, () => { this.listeningSince = Math.max(this.listeningSince, now()); });
  }

  mayHaveMoved(lane: string, { deliveryCount, storedAt }: Delivery): boolean {
    const now = this.now();
    const age = now - storedAt;
    return deliveryCount > 1 || age > youngest || age < -clockSlack || now - this.listeningSince < memory || this.heard.has(lane);
  }

  private hear(lane: string): void {
    const now = this.now();
    this.heard.delete(lane);
    this.heard.set(lane, now);
    for (const [old, at] of this.heard) {
      if (now - at < memory) return;
      this.heard.delete(old);
    }
  }
}
