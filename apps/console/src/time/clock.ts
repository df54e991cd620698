// One clock for the whole page: everything that shows the passing time moves together.
import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  now = Date.now();
  for (const one of listeners) one();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    tick();
    timer = setInterval(tick, 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Milliseconds since 1970, as of the last second or, with `seconds`, in steps of that many. */
export function useNow(seconds = 1): number {
  const read = (): number => (seconds === 1 ? now : Math.floor(now / (seconds * 1000)) * seconds * 1000);
  return useSyncExternalStore(listen, read, read);
}
