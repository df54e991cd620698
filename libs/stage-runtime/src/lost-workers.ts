// How often a trigger has cost its worker, by the number of its delivery and its age, as pure functions; and how triggers that were lost together are parted.

/** So many lost workers end a run. */
export const mostLosses = 10;
/** Losses that happen to anything, as when a service is killed. */
const unsuspicious = 3;
const longestApart = 15_000;
/** Something that ends its workers does so sooner; services are not replaced so often. */
const apartInPeace = 5 * 60_000;

/** Every second delivery from the fourth on only parts the trigger from those that were in the same hands. One of them ends its worker, and the others must not be ended for it. */
export function isHeldApart(deliveryCount: number): boolean {
  return deliveryCount > unsuspicious && deliveryCount % 2 === 0;
}

/** `deliveryCount` is 1 on the first delivery; `age` since the trigger could be carried out, and what that may take at most, in milliseconds. */
export interface Deliveries { deliveryCount: number; age: number; mayTake: number }

/** Each five minutes that a stage rightly took excuse one: it may have waited for its agent while services were replaced, which the server counts as deliveries, too. */
export function lossesBefore({ deliveryCount, age, mayTake }: Deliveries): number {
  const before = deliveryCount - 1;
  const lost = before <= unsuspicious ? before : unsuspicious + Math.floor((before - unsuspicious) / 2);
  return Math.max(0, lost - Math.floor(Math.max(0, Math.min(age, mayTake)) / apartInPeace));
}

/** Milliseconds. @param random from 0 up to 1 */
export function pauseApart(random: () => number): number {
  return 1 + random() * longestApart;
}
