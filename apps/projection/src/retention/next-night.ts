// When it is night again.

/** Three o'clock by the machine's time zone; always after `now`. */
export function nextNight(now: Date): Date {
  const night = new Date(now);
  night.setHours(3, 0, 0, 0);
  if (night <= now) night.setDate(night.getDate() + 1);
  return night;
}
