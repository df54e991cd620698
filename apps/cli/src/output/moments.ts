// Times and durations for people; everything else speaks ISO 8601.

/** In the local time zone. @example '22:41:03' */
export const timeOfDay = (iso: string): string => new Date(iso).toTimeString().slice(0, 8);

/** In the local time zone. @example '2026-11-20 22:41:03' */
export function moment(iso: string): string {
  const at = new Date(iso);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${timeOfDay(iso)}`;
}

/** @example duration(1234) === '1.2 s' */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.round(minutes / 60 / 24)} days`;
}

/** @param until undefined while it lasts */
export function durationBetween(from: string, until: string | null, now: Date): string {
  return duration((until === null ? now.getTime() : Date.parse(until)) - Date.parse(from));
}

export const ago = (iso: string, now: Date): string => `${duration(now.getTime() - Date.parse(iso))} ago`;

const units = ['B', 'kB', 'MB', 'GB'];

/** @example size(12_345) === '12.3 kB' */
export function size(bytes: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}
