// One delivery of a trigger to a stage, as the stage runtime sees it.

export interface Delivery {
  readonly stage: string;
  readonly subject: string;
  readonly sequence: number;
  readonly data: Uint8Array;
  readonly headers: Record<string, string>;
  /** When the server stored the trigger, by its clock (ms since 1970). */
  readonly storedAt: number;
  /** 1 on the first delivery. */
  readonly deliveryCount: number;
  /** Called while the delivery is held, every heartbeat (10 s). */
  onHeartbeat(listener: () => void): void;
  /** The trigger is dealt with. A lost acknowledgement only brings the trigger again. */
  acknowledge(): void;
  /** Deliver it again, not before the delay (milliseconds). */
  retryLater(milliseconds: number): void;
  /** It can never be handled; do not deliver it again. */
  discard(reason: string): void;
}

/** Deals with a delivery; must end it by one of its three ways and must not throw. */
export type DeliveryProcessor = (delivery: Delivery) => Promise<void>;
