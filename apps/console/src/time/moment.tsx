// Moments and spans of time, in words that keep up with the clock.
import type { ReactNode } from 'react';
import { useNow } from './clock';
import { agoText, durationText, spanOf } from './duration';

const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
export const momentText = (at: string): string => full.format(new Date(at));
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
/** The time of day where the reader is. */
export const clockText = (at: string): string => clock.format(new Date(at));

export function Ago({ at }: { at: string }): ReactNode {
  const now = useNow(10);
  return <time dateTime={at} title={momentText(at)}>{agoText(now - Date.parse(at))}</time>;
}

export function Elapsed({ from, to }: { from: string | null; to: string | null }): ReactNode {
  const span = spanOf(from, to, useNow(to === null ? 1 : 3600));
  return span === undefined ? '–' : durationText(to === null ? Math.floor(span / 1000) * 1000 : span);
}
