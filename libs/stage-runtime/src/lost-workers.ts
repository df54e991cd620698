// How often a trigger has cost its worker, by the number of its delivery, as pure functions; and how triggers that were lost together are parted.

/** So many lost workers end a run. */
export const mostLosses = 10;
/** Losses that happen to anything, as when a service is killed. */
const unsuspicious = 3;
const longestApart = 15_000;

/** Every second delivery from the fourth on only parts the trigger from those that were in the same hands. One of them ends its worker, and the others must not be ended for it. */
export function isHeldApart(deliveryCount: number): boolean {
  return deliveryCount > unsuspicious && deliveryCount % 2 === 0;
}

/** @param deliveryCount 1 on the first delivery */
export function lossesBefore(deliveryCount: number): number {
  const before = deliveryCount - 1;
  return before <= unsuspicious ? before : unsuspicious + Math.floor((before - unsuspicious) / 2);
}

/** Milliseconds. @param random from 0 up to 1 */
export function pauseApart(random: () => number): number {
  return 1 + random() * longestApart;
}
