// What the log of deliveries is narrowed to (in the address of the page), and how often it is looked at.
import { deliveryStatuses, type WebhookDelivery } from '#contracts';

export interface DeliveryFilters { webhook?: string; status?: WebhookDelivery['status'] }

/** Reads the address; what nobody could mean is left out. */
export function notificationsSearch(search: Record<string, unknown>): DeliveryFilters {
  const given = search['webhook'];
  const webhook = typeof given === 'string' || typeof given === 'number' ? String(given).trim() : '';
  const status = deliveryStatuses.find((one) => one === search['status']);
  return { ...(webhook ? { webhook } : {}), ...(status ? { status } : {}) };
}

const near = 20_000;
const often = 1_000;
const seldom = 10_000;

/** Pure. The pause before the log is asked again, in ms: short while something is about to be sent. What is long overdue has a webhook that is no longer configured. */
export function pauseOf(deliveries: readonly Pick<WebhookDelivery, 'status' | 'nextAttemptAt'>[], now: number): number {
  const isAboutToBeSent = deliveries.some(({ status, nextAttemptAt }) => status === 'pending' && nextAttemptAt !== null && Math.abs(Date.parse(nextAttemptAt) - now) < near);
  return isAboutToBeSent ? often : seldom;
}
